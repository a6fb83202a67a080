package dev.weir.internal.eql;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What EQL means, plain, slow and obvious: an interpreter of parsed conditions. An event is a map
 * of dotted names to lists of texts. Conditions are true, false or, for a function of a missing
 * field, null, which {@code not} leaves as it is.
 */
final class EqlOracle {

  private final Map<String, List<String>> event;

  private EqlOracle(Map<String, List<String>> event) {
    this.event = event;
  }

  /** Whether an event meets an event query. */
  static boolean meets(EqlQuery query, Map<String, List<String>> event) {
    return meets(query.stages().get(0), event);
  }

  /** Whether an event meets a stage. */
  static boolean meets(EqlQuery.Stage stage, Map<String, List<String>> event) {
    List<String> categories = event.getOrDefault("event.category", List.of());
    boolean category = stage.category() == null || categories.contains(stage.category());
    return category && Boolean.TRUE.equals(new EqlOracle(event).condition(stage.condition()));
  }

  private @Nullable Boolean condition(EqlExpression e) {
    if (e instanceof EqlExpression.Not not) {
      Boolean part = condition(not.part());
      return part == null ? null : !part;
    } else if (e instanceof EqlExpression.And and) {
      Boolean all = true;
      for (EqlExpression one : and.parts()) {
        Boolean part = condition(one);
        if (Boolean.FALSE.equals(part)) {
          return false;
        }
        all = part == null ? null : all;
      }
      return all;
    } else if (e instanceof EqlExpression.Or or) {
      Boolean any = false;
      for (EqlExpression one : or.parts()) {
        Boolean part = condition(one);
        if (Boolean.TRUE.equals(part)) {
          return true;
        }
        any = part == null ? null : any;
      }
      return any;
    } else if (e instanceof EqlExpression.Truth truth) {
      return truth.value();
    } else if (e instanceof EqlExpression.Field field) {
      return values(field).contains("true");
    } else if (e instanceof EqlExpression.Compare compare) {
      return compare(compare);
    } else if (e instanceof EqlExpression.Match match) {
      return any(match.left(), value -> matches(match, value));
    } else if (e instanceof EqlExpression.Call call) {
      for (EqlExpression argument : call.arguments()) {
        if (values(argument).isEmpty()) {
          return null;
        }
      }
      return any(call.arguments().get(0), value -> test(call, value));
    }
    throw new AssertionError("not in the tests: " + e);
  }

  private interface OneTest {
    boolean holds(String value);
  }

  /** A field that is missing has no value that passes; a function of it has no answer. */
  private @Nullable Boolean any(EqlExpression of, OneTest test) {
    List<String> values = values(of);
    if (values.isEmpty() && !(of instanceof EqlExpression.Field)) {
      return null;
    }
    return values.stream().anyMatch(test::holds);
  }

  private @Nullable Boolean compare(EqlExpression.Compare c) {
    boolean flip = !isConstant(c.right());
    EqlExpression of = flip ? c.right() : c.left();
    EqlExpression constant = flip ? c.left() : c.right();
    String operator =
        flip ? c.operator().replace('<', '#').replace('>', '<').replace('#', '>') : c.operator();
    if (constant instanceof EqlExpression.Null) {
      return values(of).isEmpty() == operator.equals("==");
    }
    boolean order = !operator.equals("==") && !operator.equals("!=");
    if (order && values(of).isEmpty()) {
      return null;
    }
    Boolean holds =
        any(
            of,
            value -> {
              if (constant instanceof EqlExpression.Numeral number) {
                BigDecimal read = number(value);
                return read != null
                    && holds(
                        read.compareTo(number.value()), operator.equals("!=") ? "==" : operator);
              }
              return value.equals(text(constant));
            });
    return holds == null || !operator.equals("!=") ? holds : Boolean.valueOf(!holds);
  }

  private static boolean holds(int order, String operator) {
    return switch (operator) {
      case "==" -> order == 0;
      case "<" -> order < 0;
      case "<=" -> order <= 0;
      case ">" -> order > 0;
      default -> order >= 0;
    };
  }

  private static boolean matches(EqlExpression.Match match, String value) {
    for (EqlExpression one : match.values()) {
      boolean same;
      if (one instanceof EqlExpression.Numeral number) {
        BigDecimal read = number(value);
        same = read != null && read.compareTo(number.value()) == 0;
      } else if (match.operator().equals("in")) {
        same = match.ignoreCase() ? lower(value).equals(lower(text(one))) : value.equals(text(one));
      } else if (match.ignoreCase()) {
        same = wildcard(lower(text(one)), lower(value));
      } else {
        same = wildcard(text(one), value);
      }
      if (same) {
        return true;
      }
    }
    return false;
  }

  private boolean test(EqlExpression.Call call, String value) {
    BiPredicate<String, String> test =
        switch (lower(call.name())) {
          case "startswith" -> String::startsWith;
          case "endswith" -> String::endsWith;
          case "stringcontains" -> String::contains;
          default -> EqlOracle::inBlock;
        };
    for (EqlExpression one : call.arguments().subList(1, call.arguments().size())) {
      String text = values(one).get(0);
      if (call.ignoreCase() ? test.test(lower(value), lower(text)) : test.test(value, text)) {
        return true;
      }
    }
    return false;
  }

  /** Only for IPv4 and whole octets. */
  private static boolean inBlock(String address, String block) {
    String[] parts = block.split("/");
    try {
      byte[] wanted = InetAddress.getByName(parts[0]).getAddress();
      byte[] found = InetAddress.getByName(address).getAddress();
      for (int i = 0; i < Integer.parseInt(parts[1]) / 8; i++) {
        if (wanted[i] != found[i]) {
          return false;
        }
      }
      return true;
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /** The values of a field, or the results of a function of it. */
  private List<String> values(EqlExpression e) {
    if (e instanceof EqlExpression.Field field) {
      return event.getOrDefault(field.name(), List.of());
    } else if (isConstant(e)) {
      return List.of(text(e));
    }
    List<String> results = new ArrayList<>();
    if (e instanceof EqlExpression.Arithmetic a) {
      for (String value : values(a.left())) {
        results.add(calculate(value, a.operator(), values(a.right())));
      }
    } else if (e instanceof EqlExpression.Call call) {
      for (String value : values(call.arguments().get(0))) {
        results.add(result(call, value));
      }
    }
    results.removeIf(one -> one == null);
    return results;
  }

  private @Nullable String result(EqlExpression.Call call, String value) {
    List<String> more =
        call.arguments().stream().skip(1).map(one -> String.join("", values(one))).toList();
    switch (lower(call.name())) {
      case "length":
        return String.valueOf(value.length());
      case "substring":
        int from = index(Integer.parseInt(more.get(0)), value);
        int to = more.size() < 2 ? value.length() : index(Integer.parseInt(more.get(1)), value);
        return from < to ? value.substring(from, to) : "";
      case "indexof":
        int found = value.indexOf(more.get(0), more.size() < 2 ? 0 : Integer.parseInt(more.get(1)));
        return found < 0 ? null : String.valueOf(found);
      case "concat":
        return more.contains("") ? null : value + String.join("", more);
      case "string":
        return value;
      case "number":
        return number(value) == null ? null : value;
      default:
        throw new AssertionError("not in the tests: " + call);
    }
  }

  private static int index(int counted, String value) {
    int at = counted < 0 ? value.length() + counted : counted;
    return at < 0 ? 0 : Math.min(at, value.length());
  }

  private static @Nullable String calculate(String left, String operator, List<String> right) {
    BigDecimal a = number(left);
    BigDecimal b = right.isEmpty() ? null : number(right.get(0));
    if (a == null || b == null) {
      return null;
    }
    return switch (operator) {
      case "+" -> a.add(b).toPlainString();
      case "-" -> a.subtract(b).toPlainString();
      case "*" -> a.multiply(b).toPlainString();
      case "/" -> b.signum() == 0 ? null : a.divide(b, 0, RoundingMode.DOWN).toPlainString();
      default -> b.signum() == 0 ? null : a.remainder(b).toPlainString();
    };
  }

  private static @Nullable BigDecimal number(String value) {
    return value.matches("-?[0-9]+(\\.[0-9]+)?") ? new BigDecimal(value) : null;
  }

  private static boolean isConstant(EqlExpression e) {
    return e instanceof EqlExpression.Text
        || e instanceof EqlExpression.Numeral
        || e instanceof EqlExpression.Truth
        || e instanceof EqlExpression.Null;
  }

  private static String text(EqlExpression constant) {
    if (constant instanceof EqlExpression.Text text) {
      return text.value();
    } else if (constant instanceof EqlExpression.Numeral number) {
      return number.value().toPlainString();
    } else if (constant instanceof EqlExpression.Truth truth) {
      return String.valueOf(truth.value());
    }
    throw new AssertionError("no constant: " + constant);
  }

  /** The letters A to Z; the tests have no others. */
  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  private static boolean wildcard(String pattern, String value) {
    if (pattern.isEmpty()) {
      return value.isEmpty();
    }
    char first = pattern.charAt(0);
    String rest = pattern.substring(1);
    if (first == '*') {
      return wildcard(rest, value) || (!value.isEmpty() && wildcard(pattern, value.substring(1)));
    }
    return !value.isEmpty()
        && (first == '?' || first == value.charAt(0))
        && wildcard(rest, value.substring(1));
  }
}
