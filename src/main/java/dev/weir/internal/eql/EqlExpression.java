package dev.weir.internal.eql;

import java.math.BigDecimal;
import java.util.List;

/** A condition or a value of a query, with the offset where it begins. */
public sealed interface EqlExpression {

  /** The offset in the query. */
  int start();

  /** All of the parts must hold. */
  record And(List<EqlExpression> parts, int start) implements EqlExpression {}

  /** One of the parts must hold. */
  record Or(List<EqlExpression> parts, int start) implements EqlExpression {}

  /** The part must not hold. */
  record Not(EqlExpression part, int start) implements EqlExpression {}

  /** A comparison by {@code == != < <= > >=}. */
  record Compare(EqlExpression left, String operator, EqlExpression right, int start)
      implements EqlExpression {}

  /**
   * A test of a value against a list by {@code :}, {@code in}, {@code like} or {@code regex}.
   *
   * @param ignoreCase whether the letters A to Z match in either case; always so for {@code :}
   */
  record Match(
      EqlExpression left,
      String operator,
      boolean ignoreCase,
      List<EqlExpression> values,
      int start)
      implements EqlExpression {}

  /** A function; with a tilde after its name, it ignores case. */
  record Call(String name, boolean ignoreCase, List<EqlExpression> arguments, int start)
      implements EqlExpression {}

  /** Two numbers with one of {@code + - * / %} between. */
  record Arithmetic(EqlExpression left, String operator, EqlExpression right, int start)
      implements EqlExpression {}

  /** A field by its dotted name; an optional one has a question mark before it. */
  record Field(String name, boolean optional, int start) implements EqlExpression {}

  /** A string. */
  record Text(String value, int start) implements EqlExpression {}

  /** A number. */
  record Numeral(BigDecimal value, int start) implements EqlExpression {}

  /** True or false. */
  record Truth(boolean value, int start) implements EqlExpression {}

  /** Null. */
  record Null(int start) implements EqlExpression {}
}
