package dev.weir.internal.eql;

import dev.weir.internal.eql.EqlExpression.Field;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Random events of the values that a query names, and of some near them. */
final class FittingEvents {

  private final Map<String, Set<String>> values = new LinkedHashMap<>();
  private final Random random;

  FittingEvents(EqlQuery query, Random random) {
    this.random = random;
    for (EqlQuery.Stage stage : query.stages()) {
      of("event.category").add(stage.category() == null ? "other" : stage.category());
      stage.keys().forEach(key -> of(key.name()).addAll(List.of("k", "l")));
      collect(stage.condition());
    }
    of("event.category").add("network");
    query.keys().forEach(key -> of(key.name()).addAll(List.of("k", "l")));
  }

  private Set<String> of(String field) {
    return values.computeIfAbsent(field, name -> new LinkedHashSet<>());
  }

  /** An event that lacks a field now and then, with two arguments. */
  Map<String, List<String>> event(int id, int millis) {
    Map<String, List<String>> event = new LinkedHashMap<>();
    values.forEach(
        (field, all) -> {
          List<String> some = new ArrayList<>(all);
          Collections.shuffle(some, random);
          if (random.nextInt(8) > 0) {
            event.put(field, some.subList(0, field.endsWith(".args") ? 2 : 1));
          }
        });
    event.put("event.id", List.of(String.valueOf(id)));
    event.put(RandomEql.MILLIS, List.of(String.valueOf(millis)));
    return event;
  }

  private void collect(EqlExpression part) {
    if (part instanceof EqlExpression.And and) {
      and.parts().forEach(this::collect);
    } else if (part instanceof EqlExpression.Or or) {
      or.parts().forEach(this::collect);
    } else if (part instanceof EqlExpression.Not not) {
      collect(not.part());
    } else {
      Set<String> fields = new LinkedHashSet<>();
      Set<String> constants = new LinkedHashSet<>();
      parts(part, fields, constants);
      constants.addAll(textsOfLength(part));
      fields.forEach(field -> of(field).addAll(constants));
      fields.forEach(field -> of(field).add("9"));
    }
  }

  /** What functions give the number of. */
  private static List<String> textsOfLength(EqlExpression part) {
    if (part instanceof EqlExpression.Compare compare
        && compare.left() instanceof EqlExpression.Call
        && compare.right() instanceof EqlExpression.Numeral number) {
      String text = "x".repeat(number.value().intValue());
      return List.of(text, text + "/", text.substring(1));
    }
    return List.of();
  }

  private static void parts(EqlExpression part, Set<String> fields, Set<String> constants) {
    if (part instanceof Field field) {
      fields.add(field.name());
    } else if (part instanceof EqlExpression.Text text) {
      String value = text.value().replaceAll("/[0-9]+$", "");
      constants.add(value.replace('?', 'q').replace("*", ""));
      constants.add(value.replace('?', 'q').replace("*", "a"));
      constants.add(value.toUpperCase(Locale.ROOT));
      constants.addAll(List.of(value.split("@", -1)));
    } else if (part instanceof EqlExpression.Numeral number) {
      int near = number.value().intValue();
      for (int one = near - 1; one <= near + 1; one++) {
        constants.add(String.valueOf(one));
      }
    } else if (part instanceof EqlExpression.Truth) {
      constants.addAll(List.of("true", "false"));
    } else if (part instanceof EqlExpression.Compare compare) {
      parts(compare.left(), fields, constants);
      parts(compare.right(), fields, constants);
    } else if (part instanceof EqlExpression.Arithmetic both) {
      parts(both.left(), fields, constants);
      parts(both.right(), fields, constants);
    } else if (part instanceof EqlExpression.Match match) {
      parts(match.left(), fields, constants);
      match.values().forEach(value -> parts(value, fields, constants));
    } else if (part instanceof EqlExpression.Call call) {
      call.arguments().forEach(argument -> parts(argument, fields, constants));
    }
  }
}
