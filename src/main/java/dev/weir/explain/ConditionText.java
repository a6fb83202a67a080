package dev.weir.explain;

import dev.weir.event.Event;
import dev.weir.event.Suspect;
import dev.weir.event.Values;
import dev.weir.explain.ConditionCheck.Outcome;
import dev.weir.internal.drl.Condition;
import dev.weir.internal.drl.Condition.FieldTest;
import dev.weir.internal.drl.Expression;
import dev.weir.internal.drl.Expression.Literal;
import dev.weir.internal.drl.Expression.Name;
import dev.weir.internal.drl.Expression.Operation;
import dev.weir.internal.drl.Expression.Text;
import dev.weir.internal.drl.FieldNames;
import dev.weir.internal.drl.FieldRef;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tests in words: what they ask for and what the facts have, with the ECS names of fields. Drools
 * decides whether a test holds; this only words it.
 */
final class ConditionText {

  /** Longer values, such as command lines, are cut. */
  private static final int SHOWN = 120;

  private final Event fact;
  private final Map<String, Event> bound;

  /** Words about a pattern's fact, with the other facts by the variables they are bound to. */
  ConditionText(Event fact, Map<String, Event> bound) {
    this.fact = fact;
    this.bound = bound;
  }

  ConditionCheck.About about(Condition test) {
    boolean joins = bound.keySet().stream().anyMatch(test.expression()::mentions);
    if (!joins) {
      return ConditionCheck.About.ITSELF;
    }
    if (TimeBound.of(test) != null) {
      return ConditionCheck.About.TIME;
    }
    return Key.of(test) == null ? ConditionCheck.About.OTHER : ConditionCheck.About.KEY;
  }

  String of(Condition test, Outcome outcome) {
    if (outcome == Outcome.UNKNOWN) {
      return test.text() + ": threw, or cannot be evaluated alone";
    }
    boolean holds = outcome == Outcome.HOLDS;
    FieldTest field = test.test();
    if (field != null) {
      return field(field, holds);
    }
    return Stream.<Supplier<@Nullable String>>of(
            () -> time(test), () -> compared(test, holds), () -> key(test, holds))
        .map(Supplier::get)
        .filter(Objects::nonNull)
        .findFirst()
        .orElseGet(() -> other(test, holds));
  }

  /** A list's test in words: the values that match, or that there are none. */
  String ofList(Condition list, List<ConditionCheck> parts) {
    FieldTest test = list.test();
    if (test == null) {
      return list.text();
    }
    List<String> matching = matching(test, parts);
    if (!matching.isEmpty()) {
      return field(test, true) + matched(test, matching) + " (of " + parts.size() + ")";
    }
    Values values = values(test);
    return values.isPresent()
        ? name(test) + " is " + show(values) + ", none of " + parts.size()
        : name(test) + " is missing";
  }

  String value(String dotted) {
    Values values = fact.field(dotted);
    return dotted + " is " + (values.isPresent() ? show(values) : "missing");
  }

  static String show(Values values) {
    String text = values.toString();
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
  }

  private static List<String> matching(FieldTest test, List<ConditionCheck> parts) {
    return IntStream.range(0, parts.size())
        .filter(i -> parts.get(i).holds())
        .mapToObj(i -> test.values().get(i).value())
        .toList();
  }

  private String field(FieldTest test, boolean holds) {
    Values values = values(test);
    if (!values.isPresent()) {
      return name(test) + " is missing";
    }
    String is = name(test) + " is " + show(values);
    if (test.values().size() != 1) {
      return is;
    }
    String wanted = test.values().get(0).value();
    if (holds) {
      return is + matched(test, List.of(wanted));
    }
    return switch (test.method()) {
      case "like", "likeExact" -> is + ", not like " + wanted;
      case "regex", "regexIgnoreCase" -> is + ", not matching " + wanted;
      case "cidrMatch" -> is + ", not in " + wanted;
      default -> is + ", not " + wanted;
    };
  }

  /** What of a test the value met, unless it is the value itself. */
  private String matched(FieldTest test, List<String> wanted) {
    Values values = values(test);
    if (wanted.size() == 1 && wanted.get(0).equals(values.only())) {
      return "";
    }
    String list = String.join(" and ", wanted);
    return switch (test.method()) {
      case "like", "likeExact" -> ", like " + list;
      case "regex", "regexIgnoreCase" -> ", matching " + list;
      case "cidrMatch" -> ", in " + list;
      default -> ", with " + list;
    };
  }

  private Values values(FieldTest test) {
    return of(test.of()).field(FieldNames.ecs(test.field()));
  }

  private Event of(String variable) {
    return bound.getOrDefault(variable, fact);
  }

  private static String name(FieldTest test) {
    return FieldNames.ecs(test.field());
  }

  private @Nullable String time(Condition test) {
    TimeBound span = TimeBound.of(test);
    Event other = span == null ? null : bound.get(span.other());
    if (span == null || other == null) {
      return null;
    }
    Event earlier = span.after() ? other : fact;
    return span.words(fact, other, earlier instanceof Suspect ? "the suspect" : "the other");
  }

  /** A field compared with null or a text. */
  private @Nullable String compared(Condition test, boolean holds) {
    Operation operation = test.operation("==", "!=");
    if (operation == null || !(operation.parts().get(0) instanceof Name name)) {
      return null;
    }
    String ecs = FieldNames.ecsOrNull(name.name());
    Expression right = operation.parts().get(1);
    if (ecs != null && right instanceof Literal literal && literal.text().equals("null")) {
      return fact.field(ecs).count() > 1
          ? ecs + " has several values, which no join can use"
          : value(ecs);
    }
    if (!(right instanceof Text wanted)) {
      return null;
    }
    String not = !holds && operation.is("==") ? ", not " + wanted.value() : "";
    if (ecs != null) {
      return value(ecs) + (fact.field(ecs).isPresent() ? not : "");
    }
    return name.isNamed("detection") && fact instanceof Suspect suspect
        ? "detection is " + suspect.getDetection() + not
        : null;
  }

  private @Nullable String key(Condition test, boolean holds) {
    Key key = Key.of(test);
    if (key == null || key.left().of().isEmpty() == key.right().of().isEmpty()) {
      return null;
    }
    String left = FieldNames.ecsOrNull(key.left().field());
    String right = FieldNames.ecsOrNull(key.right().field());
    if (left == null || right == null) {
      return null;
    }
    String noun = left.equals(right) ? noun(left) : left + " and " + right;
    if (holds) {
      return "same " + noun;
    }
    Values here = of(key.left().of()).field(left);
    Values there = of(key.right().of()).field(right);
    if (here.count() == 1 && there.count() == 1) {
      return "other " + noun;
    }
    Values unusable = here.count() == 1 ? there : here;
    String name = here.count() == 1 ? right : left;
    return name + (unusable.isPresent() ? " has several values" : " is missing");
  }

  /** What a key identifies: {@code process.parent.entity_id} is the parent. */
  private static String noun(String ecs) {
    String suffix = Stream.of(".entity_id", ".id").filter(ecs::endsWith).findFirst().orElse("");
    String named = ecs.substring(0, ecs.length() - suffix.length());
    return suffix.isEmpty() ? ecs : named.substring(named.lastIndexOf('.') + 1).replace('_', ' ');
  }

  /** Any other condition: as it is written, with the values of the fields it reads. */
  private String other(Condition test, boolean holds) {
    String values =
        test.expression()
            .walk()
            .filter(Name.class::isInstance)
            .map(part -> FieldNames.ecsOrNull(((Name) part).name()))
            .filter(Objects::nonNull)
            .distinct()
            .map(this::value)
            .collect(Collectors.joining(", "));
    return (holds ? test.text() : "not " + test.text())
        + (values.isEmpty() ? "" : " (" + values + ")");
  }

  /** Two fields that are to be equal. */
  private record Key(FieldRef left, FieldRef right) {

    static @Nullable Key of(Condition test) {
      Operation equals = test.operation("==");
      FieldRef left = equals == null ? null : FieldRef.of(equals.parts().get(0));
      FieldRef right = equals == null ? null : FieldRef.of(equals.parts().get(1));
      return left == null || right == null || left.named() || right.named()
          ? null
          : new Key(left, right);
    }
  }
}
