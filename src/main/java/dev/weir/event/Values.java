package dev.weir.event;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.weir.internal.pattern.PatternList;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
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

  private static final PatternListCache<List<Pattern>> EXPRESSIONS =
      new PatternListCache<>(texts -> Arrays.stream(texts).map(Values::expression).toList());

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
   * Whether a whole value matches one of the regular expressions, in which a dot stands for line
   * ends, too. They are those of RE2: without back references and look-around, they take time
   * linear in the value. EQL: {@code regex}.
   *
   * @param expressions the expressions
   * @return true if any value matches any of them
   * @throws IllegalArgumentException if an expression is malformed
   */
  public boolean regex(String... expressions) {
    if (values.length == 0) {
      return false;
    }
    List<Pattern> compiled = EXPRESSIONS.of(expressions);
    for (String value : values) {
      for (Pattern expression : compiled) {
        if (expression.matches(value)) {
          return true;
        }
      }
    }
    return false;
  }

  private static Pattern expression(String text) {
    try {
      return Pattern.compile(text, Pattern.DOTALL);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "not a regular expression: " + text + ": " + e.getDescription(), e);
    }
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
