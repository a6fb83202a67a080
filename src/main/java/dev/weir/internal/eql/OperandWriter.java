package dev.weir.internal.eql;

import dev.weir.event.EcsField;
import dev.weir.event.Values;
import dev.weir.internal.eql.EqlExpression.Arithmetic;
import dev.weir.internal.eql.EqlExpression.Call;
import dev.weir.internal.eql.EqlExpression.Field;
import dev.weir.internal.eql.EqlExpression.Null;
import dev.weir.internal.eql.EqlExpression.Text;
import dev.weir.internal.eql.EqlExpression.Truth;
import dev.weir.internal.text.SafeText;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes values as DRL: fields, functions of fields, and constants. */
final class OperandWriter {

  private static final Map<String, String> ARITHMETIC =
      Map.of("add", "+", "subtract", "-", "multiply", "*", "divide", "/", "modulo", "%");

  private static final BigDecimal LARGEST = BigDecimal.valueOf(1L << 53);

  private final EqlQuery query;

  OperandWriter(EqlQuery query) {
    this.query = query;
  }

  static boolean isLiteral(EqlExpression value) {
    return value instanceof Text
        || value instanceof EqlExpression.Numeral
        || value instanceof Truth
        || value instanceof Null;
  }

  /** A field or a function of fields, as an expression that gives {@code Values}. */
  String write(EqlExpression value) throws EqlException {
    if (value instanceof Field field) {
      return field(field.name());
    } else if (value instanceof Call call) {
      return call(call);
    } else if (value instanceof Arithmetic one) {
      return calculate(one.left(), one.operator(), one.right());
    }
    throw query.error(value.start(), "a function of something else than a field", "");
  }

  static String field(String name) {
    EcsField known = EcsField.of(name);
    return known == null || known.isKey() || known == EcsField.TIMESTAMP
        ? "field(" + SafeText.literal(name) + ")"
        : known.accessor();
  }

  private String call(Call call) throws EqlException {
    String name = call.name().toLowerCase(Locale.ROOT);
    List<EqlExpression> arguments = call.arguments();
    int count = arguments.size();
    if (call.ignoreCase()) {
      throw query.error(call.start(), "the function " + name + "~", "");
    }
    if (ARITHMETIC.containsKey(name) && count == 2) {
      return calculate(arguments.get(0), ARITHMETIC.get(name), arguments.get(1));
    } else if (name.equals("length") && count == 1) {
      return write(arguments.get(0)) + ".length()";
    } else if (name.equals("substring") && (count == 2 || count == 3)) {
      String end = count == 3 ? ", " + whole(arguments.get(2)) : "";
      return write(arguments.get(0)) + ".substring(" + whole(arguments.get(1)) + end + ")";
    } else if (name.equals("indexof") && (count == 2 || count == 3)) {
      String start = count == 3 ? whole(arguments.get(2)) : "0";
      return write(arguments.get(0)) + ".indexOf(" + text(arguments.get(1)) + ", " + start + ")";
    } else if (name.equals("between") && (count == 3 || count == 4)) {
      boolean greedy = count == 4 && arguments.get(3) instanceof Truth truth && truth.value();
      String bounds = text(arguments.get(1)) + ", " + text(arguments.get(2));
      return write(arguments.get(0)) + ".between(" + bounds + ", " + greedy + ")";
    } else if (name.equals("concat") && count > 0) {
      StringBuilder others = new StringBuilder();
      for (EqlExpression other : arguments.subList(1, count)) {
        others.append(others.isEmpty() ? "" : ", ").append(argument(other));
      }
      return write(arguments.get(0)) + ".concat(" + others + ")";
    } else if (name.equals("string") && count == 1) {
      return write(arguments.get(0)); // values are texts
    } else if (name.equals("number") && count == 1) {
      return write(arguments.get(0)) + ".calculate(\"+\", 0)"; // what is no number gives none
    }
    throw query.error(call.start(), "the function " + name + " with " + count + " arguments", "");
  }

  private String calculate(EqlExpression left, String operator, EqlExpression right)
      throws EqlException {
    return write(left) + ".calculate(\"" + operator + "\", " + argument(right) + ")";
  }

  private String argument(EqlExpression value) throws EqlException {
    return isLiteral(value) ? literal(value) : write(value);
  }

  private String text(EqlExpression value) throws EqlException {
    if (value instanceof Text text) {
      return SafeText.literal(text.value());
    }
    throw query.error(value.start(), "a function with something else than a constant text", "");
  }

  private String whole(EqlExpression value) throws EqlException {
    if (value instanceof EqlExpression.Numeral number) {
      try {
        return String.valueOf(number.value().intValueExact());
      } catch (ArithmeticException e) {
        // as wrong as a text
      }
    }
    throw query.error(value.start(), "a position that is no constant whole number", "");
  }

  /** A constant as DRL; true and false are texts, as in documents. */
  String literal(EqlExpression value) throws EqlException {
    if (value instanceof Text text) {
      return SafeText.literal(text.value());
    } else if (value instanceof Truth truth) {
      return SafeText.literal(String.valueOf(truth.value()));
    } else if (value instanceof EqlExpression.Numeral number) {
      BigDecimal exact = number.value();
      boolean fits =
          exact.abs().compareTo(LARGEST) <= 0
              && BigDecimal.valueOf(exact.doubleValue()).compareTo(exact) == 0;
      if (!fits) {
        throw query.error(value.start(), "a number with too many digits", "");
      }
      String text = exact.signum() == 0 ? "0" : exact.stripTrailingZeros().toPlainString();
      return text.length() > 9 && text.indexOf('.') < 0 ? text + "L" : text;
    }
    throw query.error(value.start(), "null where a value is expected", "");
  }

  /** Refuses blocks that are none, which would throw only when an event comes. */
  void checkBlocks(Call call) throws EqlException {
    for (EqlExpression argument : call.arguments().subList(1, call.arguments().size())) {
      if (!(argument instanceof Text text && isBlock(text.value()))) {
        throw query.error(argument.start(), "a block of addresses that is none", "");
      }
    }
  }

  static boolean isBlock(String text) {
    try {
      Values.of("::").cidrMatch(text); // throws for what is none
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
