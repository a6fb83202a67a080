package dev.weir.event;

import dev.weir.internal.pattern.PatternList;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The values of one field of one event: none, one or several, because ECS treats a scalar and an
 * array of one alike. A test is true if <em>any</em> value matches, so it is false for a missing
 * field. Immutable.
 */
public final class Values {

  /** No values: the field is missing, {@code null} or an empty array. */
  public static final Values NONE = new Values();

  /** As for {@code @timestamp}: times past this, in either direction, are none. */
  private static final long FARTHEST = Long.MAX_VALUE / 4;

  private static final PatternListCache<PatternList> PATTERNS =
      new PatternListCache<>(PatternList::new);

  private final String[] values;

  private Values(String... values) {
    this.values = values;
  }

  /**
   * Creates one value.
   *
   * @param value the value
   * @return the values
   */
  public static Values of(String value) {
    return new Values(value);
  }

  /**
   * Creates values.
   *
   * @param values in the document's order
   * @return the values, or {@link #NONE} for an empty array
   */
  public static Values of(String... values) {
    return values.length == 0 ? NONE : new Values(values.clone());
  }

  /** {@return whether the field has a value; {@code ""} is one. EQL: {@code field != null}} */
  public boolean isPresent() {
    return values.length > 0;
  }

  /**
   * Whether a value equals the text, case-sensitively. EQL: {@code ==}.
   *
   * @param wanted the whole value
   * @return true if any value equals it
   */
  public boolean has(String wanted) {
    for (String value : values) {
      if (value.equals(wanted)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether a value equals one of the texts, case-sensitively. EQL: {@code in}.
   *
   * @param wanted the whole values
   * @return true if any value equals any of them
   */
  public boolean has(String... wanted) {
    for (String one : wanted) {
      if (has(one)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether a value is a number and equals one of the numbers. EQL: {@code ==} with a number.
   *
   * @param wanted the numbers
   * @return true if any value equals any of them, however it is written
   */
  public boolean has(double... wanted) {
    return Arrays.stream(wanted).anyMatch(one -> compares(one, order -> order == 0));
  }

  /**
   * Whether a value is a number greater than another. EQL: {@code >}.
   *
   * @param other the other number
   * @return true if any value is greater
   */
  public boolean above(double other) {
    return compares(other, order -> order > 0);
  }

  /**
   * Whether a value is a number and not less than another. EQL: {@code >=}.
   *
   * @param other the other number
   * @return true if any value is greater, or equal
   */
  public boolean atLeast(double other) {
    return compares(other, order -> order >= 0);
  }

  /**
   * Whether a value is a number less than another. EQL: {@code <}.
   *
   * @param other the other number
   * @return true if any value is less
   */
  public boolean below(double other) {
    return compares(other, order -> order < 0);
  }

  /**
   * Whether a value is a number and not greater than another. EQL: {@code <=}.
   *
   * @param other the other number
   * @return true if any value is less, or equal
   */
  public boolean atMost(double other) {
    return compares(other, order -> order <= 0);
  }

  private boolean compares(double other, IntPredicate holds) {
    return values.length > 0 && Numbers.anyCompares(values, other, holds);
  }

  /**
   * Whether a whole value matches one of the patterns: {@code *} stands for any characters, {@code
   * ?} for exactly one, and the letters A to Z match in either case; other letters do not. EQL:
   * {@code :} with a list.
   *
   * @param patterns the patterns
   * @return true if any value matches any of them
   */
  public boolean like(String... patterns) {
    if (values.length == 0) {
      return false;
    }
    PatternList compiled = PATTERNS.of(patterns);
    for (String value : values) {
      if (compiled.matches(value)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether a value starts with a value of another field, case-sensitively. EQL: {@code startsWith}
   * with two fields; for a constant, use {@link #likeExact}.
   *
   * @param others the values of the other field
   * @return true if any value starts with any of them
   */
  public boolean startsWith(Values others) {
    return pairs(others, String::startsWith);
  }

  /**
   * Whether a value ends with a value of another field, case-sensitively. EQL: {@code endsWith}.
   *
   * @param others the values of the other field
   * @return true if any value ends with any of them
   */
  public boolean endsWith(Values others) {
    return pairs(others, String::endsWith);
  }

  /**
   * Whether a value contains a value of another field, case-sensitively. EQL: {@code
   * stringContains}.
   *
   * @param others the values of the other field
   * @return true if any value contains any of them
   */
  public boolean contains(Values others) {
    return pairs(others, TextFunctions::contains);
  }

  private boolean pairs(Values others, BiPredicate<String, String> test) {
    return Arrays.stream(values)
        .anyMatch(value -> Arrays.stream(others.values).anyMatch(other -> test.test(value, other)));
  }

  /**
   * The values with the letters A to Z in lower case, to compare two fields in any case.
   *
   * @return a text for each value
   */
  public Values lower() {
    return map(TextFunctions::lower);
  }

  /**
   * Whether a whole value matches one of the patterns, case-sensitively; otherwise as {@link
   * #like}. EQL: {@code like}.
   *
   * @param patterns the patterns
   * @return true if any value matches any of them
   */
  public boolean likeExact(String... patterns) {
    if (values.length == 0) {
      return false;
    }
    ExactPatterns compiled = ExactPatterns.of(patterns);
    for (String value : values) {
      if (compiled.matches(value)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether a whole value matches one of the regular expressions, in which a dot stands for line
   * ends, too. They are those of RE2: without back references and look-around, they take time
   * linear in the value. EQL: {@code regex}.
   *
   * @param expressions the expressions
   * @return true if any value matches any of them
   * @throws IllegalArgumentException if an expression is malformed
   */
  public boolean regex(String... expressions) {
    return values.length > 0 && Regexes.EXACT.matches(values, expressions);
  }

  /**
   * The same with the letters A to Z matching in either case; other letters do not. EQL: {@code
   * regex~}.
   *
   * @param expressions the expressions
   * @return true if any value matches any of them
   * @throws IllegalArgumentException if an expression is malformed
   */
  public boolean regexIgnoreCase(String... expressions) {
    return values.length > 0 && Regexes.IGNORING_CASE.matches(values, expressions);
  }

  /**
   * Whether a value is an IP address in one of the blocks. It compares addresses, not texts, so
   * {@code ::ffff:10.0.0.1} equals {@code 10.0.0.1}. EQL: {@code cidrMatch}.
   *
   * @param blocks addresses ({@code 169.254.169.254}) or blocks ({@code fd00:ec2::/32})
   * @return true if any value is in any of them
   * @throws IllegalArgumentException if a block is malformed
   */
  public boolean cidrMatch(String... blocks) {
    for (String value : values) {
      if (CidrBlock.anyContains(blocks, value)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether a value contains an IP address of one of the blocks, in any notation that programs
   * accept: {@code 2852039166}, {@code 0xA9.254.0251.254} and {@code [::ffff:a9fe:a9fe]} are all
   * 169.254.169.254.
   *
   * @param blocks addresses or blocks, as for {@link #cidrMatch}
   * @return true if any value contains any of them
   * @throws IllegalArgumentException if a block is malformed
   */
  public boolean mentionsAddress(String... blocks) {
    if (values.length == 0) {
      return false;
    }
    List<CidrBlock> read = CidrBlock.all(blocks);
    for (String value : values) {
      if (AddressFinder.anyIn(value, read)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Returns the one value as a time, for fields such as {@code process.start}.
   *
   * @param other the result if the field is missing, has several values, or is no time; a time so
   *     far away that differences could overflow is none
   * @return milliseconds since 1970, truncated
   */
  public long timeOr(long other) {
    if (values.length != 1) {
      return other;
    }
    try {
      long millis = OffsetDateTime.parse(values[0]).toInstant().toEpochMilli();
      return millis > FARTHEST || millis < -FARTHEST ? other : millis;
    } catch (DateTimeException | ArithmeticException e) {
      return other; // the latter: a year that an Instant can hold, but not in milliseconds
    }
  }

  /**
   * The lengths of the values, in UTF-16 units. EQL: {@code length}.
   *
   * @return a number for each value
   */
  public Values length() {
    return map(value -> String.valueOf(value.length()));
  }

  /**
   * The ends of the values from a position on. EQL: {@code substring}.
   *
   * @param start counted from 0; negative, from the end
   * @return a text for each value
   */
  public Values substring(int start) {
    return map(value -> TextFunctions.substring(value, start, value.length()));
  }

  /**
   * Parts of the values. EQL: {@code substring}.
   *
   * @param start counted from 0; negative, from the end
   * @param end the position after the last character; negative, from the end
   * @return a text for each value
   */
  public Values substring(int start, int end) {
    return map(value -> TextFunctions.substring(value, start, end));
  }

  /**
   * The position of a text in each value that contains it. EQL: {@code indexOf}.
   *
   * @param text the text
   * @param start the first position to look at
   * @return a number for each value that contains the text from there on
   */
  public Values indexOf(String text, int start) {
    return map(value -> TextFunctions.indexOf(value, text, start));
  }

  /**
   * What stands between two texts in each value. EQL: {@code between}.
   *
   * @param left the text before
   * @param right the text after
   * @param greedy whether to take the last text after, not the first
   * @return a text for each value; empty if it lacks one of the two
   */
  public Values between(String left, String right, boolean greedy) {
    return map(value -> TextFunctions.between(value, left, right, greedy));
  }

  /**
   * The first value with other texts after it. EQL: {@code concat}.
   *
   * @param others texts, or values of other fields, of which the first counts
   * @return one text; none if one of the fields is missing
   */
  public Values concat(Object... others) {
    StringBuilder text = new StringBuilder();
    for (Values part : TextFunctions.parts(this, others)) {
      if (part.values.length == 0) {
        return NONE;
      }
      text.append(part.values[0]);
    }
    return of(text.toString());
  }

  /**
   * Each number among the values, calculated with another. EQL: {@code + - * / %}.
   *
   * @param operator one of {@code + - * / %}, as a text
   * @param other a number, or the values of a field, of which the first counts
   * @return the results; a division of whole numbers is truncated, and by zero gives none
   */
  public Values calculate(String operator, Object other) {
    String second = TextFunctions.parts(NONE, other).get(1).first();
    return map(value -> Numbers.calculate(value, operator, second));
  }

  private Values map(Function<String, @Nullable String> function) {
    return values.length == 0
        ? NONE
        : of(Arrays.stream(values).map(function).filter(Objects::nonNull).toArray(String[]::new));
  }

  /** {@return the first value, or null if there is none} */
  public @Nullable String first() {
    return values.length == 0 ? null : values[0];
  }

  /**
   * Returns one of the values, for fields whose order has a meaning, such as {@code process.args}.
   *
   * @param index 0 for the first
   * @return the value at that position, or {@link #NONE} if there are fewer
   */
  public Values at(int index) {
    return index >= 0 && index < values.length ? new Values(values[index]) : NONE;
  }

  /** {@return the value if there is exactly one, else null} */
  public @Nullable String only() {
    return values.length == 1 ? values[0] : null;
  }

  /** {@return the number of values, 0 for a missing field} */
  public int count() {
    return values.length;
  }

  /** {@return all values in the document's order, unmodifiable} */
  public List<String> list() {
    return List.of(values);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Values that && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  /** {@return one value as it is, several as {@code [a, b]}, none as {@code []}} */
  @Override
  public String toString() {
    return values.length == 1 ? values[0] : Arrays.toString(values);
  }
}
