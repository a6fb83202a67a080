package dev.weir.event;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The values of one field of one event: none, one or several, for in ECS a scalar and an array of
 * one are the same thing. Every test asks whether <em>any</em> value meets it, so a missing field
 * meets none. Immutable.
 */
public final class Values {

  /** No value: the field is missing, {@code null} or an empty array. */
  public static final Values NONE = new Values();

  private final String[] values;

  private Values(String... values) {
    this.values = values;
  }

  /**
   * One value.
   *
   * @param value the value
   * @return it
   */
  public static Values of(String value) {
    return new Values(value);
  }

  /**
   * The values given.
   *
   * @param values in the document's order
   * @return them, or {@link #NONE} where there are none
   */
  public static Values of(String... values) {
    return values.length == 0 ? NONE : new Values(values.clone());
  }

  /**
   * Whether the field has a value at all; {@code ""} is one. EQL's {@code field != null}.
   *
   * @return true if there is at least one
   */
  public boolean isPresent() {
    return values.length > 0;
  }

  /**
   * Whether a value equals the wanted text, case-sensitively. EQL's {@code ==}.
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
   * Whether a value matches one of the patterns as a whole: {@code *} is any run of characters,
   * {@code ?} exactly one, and the letters A to Z match in either case; no other letters fold.
   * EQL's {@code :} with a list.
   *
   * @param patterns the patterns, of which one is enough
   * @return true if any value matches any of them
   */
  public boolean like(String... patterns) {
    if (values.length == 0) {
      return false;
    }
    PatternList compiled = PatternList.of(patterns);
    for (String value : values) {
      if (compiled.matches(value)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether a value is an IP address in one of the blocks; addresses are compared, not texts, so
   * {@code ::ffff:10.0.0.1} is {@code 10.0.0.1}. EQL's {@code cidrMatch}.
   *
   * @param blocks addresses ({@code 169.254.169.254}) or blocks ({@code fd00:ec2::/32})
   * @return true if any value is in any of them
   * @throws IllegalArgumentException if a block is not one
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
   * Whether a value has an IP address of one of the blocks somewhere in it, in whatever way
   * programs take it: {@code 2852039166}, {@code 0xA9.254.0251.254} and {@code [::ffff:a9fe:a9fe]}
   * are all 169.254.169.254.
   *
   * @param blocks addresses or blocks, as for {@link #cidrMatch}
   * @return true if any value has any of them
   * @throws IllegalArgumentException if a block is not one
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
   * The one value as a time, for fields such as {@code process.start}.
   *
   * @param other what to take where the field is missing, has several values, or is no time
   * @return milliseconds since 1970, cut, not rounded
   */
  public long timeOr(long other) {
    if (values.length != 1) {
      return other;
    }
    try {
      return OffsetDateTime.parse(values[0]).toInstant().toEpochMilli();
    } catch (DateTimeException e) {
      return other;
    }
  }

  /**
   * The first value.
   *
   * @return it, or null where there is none
   */
  public @Nullable String first() {
    return values.length == 0 ? null : values[0];
  }

  /**
   * The one value.
   *
   * @return it, or null where there is none or more than one
   */
  public @Nullable String only() {
    return values.length == 1 ? values[0] : null;
  }

  /**
   * How many values there are.
   *
   * @return 0 for a missing field
   */
  public int count() {
    return values.length;
  }

  /**
   * All values.
   *
   * @return them in the document's order, unmodifiable
   */
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

  /** The one value as it is, several as {@code [a, b]}, none as {@code []}. */
  @Override
  public String toString() {
    return values.length == 1 ? values[0] : Arrays.toString(values);
  }
}
