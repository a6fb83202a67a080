package dev.weir.event;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** Numbers in the values of fields, which are texts. */
final class Numbers {

  /** The longest text that is read as a number, so that reading takes bounded time. */
  private static final int LONGEST = 40;

  private static final int LARGEST_EXPONENT = 400;

  private Numbers() {}

  /** The number that a value is, as in JSON; null for another text. */
  static @Nullable BigDecimal of(String value) {
    if (value.isEmpty() || value.length() > LONGEST || "+.".indexOf(value.charAt(0)) >= 0) {
      return null;
    }
    for (int i = 0; i < value.length(); i++) {
      if ("0123456789.+-eE".indexOf(value.charAt(i)) < 0) {
        return null;
      }
    }
    try {
      BigDecimal number = new BigDecimal(value);
      return Math.abs((long) number.precision() - number.scale()) > LARGEST_EXPONENT
              && number.signum() != 0
          ? null
          : number;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** A number as a text without an exponent, whole where it can be. */
  private static String text(BigDecimal number) {
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }

  /** Whether the order of a value to a number, as of {@code compareTo}, is one that holds. */
  static boolean anyCompares(String[] values, double other, IntPredicate holds) {
    BigDecimal bound = BigDecimal.valueOf(other);
    for (String value : values) {
      BigDecimal number = of(value);
      if (number != null && holds.test(number.compareTo(bound))) {
        return true;
      }
    }
    return false;
  }

  /** Two values with an operator between; null if one is no number, or for a division by zero. */
  static @Nullable String calculate(String first, String operator, @Nullable String second) {
    BigDecimal left = of(first);
    BigDecimal right = second == null ? null : of(second);
    if (left == null || right == null) {
      return null;
    }
    BigDecimal result =
        switch (operator.charAt(0)) {
          case '+' -> left.add(right);
          case '-' -> left.subtract(right);
          case '*' -> left.multiply(right);
          default -> right.signum() == 0 ? null : divide(left, operator.charAt(0), right);
        };
    return result == null ? null : text(result);
  }

  private static BigDecimal divide(BigDecimal left, char operator, BigDecimal right) {
    BigDecimal whole = left.divide(right, 0, RoundingMode.DOWN);
    if (operator == '%') {
      return left.subtract(whole.multiply(right));
    }
    return isWhole(left) && isWhole(right)
        ? whole
        : BigDecimal.valueOf(left.doubleValue() / right.doubleValue());
  }

  private static boolean isWhole(BigDecimal number) {
    return number.stripTrailingZeros().scale() <= 0;
  }
}
