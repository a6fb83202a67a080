package dev.weir.explain;

import dev.weir.event.Event;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A condition on the time between two events, as in {@code this after[0s, 1s] $suspect}.
 *
 * @param after whether the fact asked stands after the other, else before it
 * @param least the shortest time between them, in milliseconds
 * @param most the longest; {@link Long#MAX_VALUE} where there is none
 * @param other the binding of the other
 */
record TimeBound(boolean after, long least, long most, String other) {

  private static final Pattern WRITTEN =
      Pattern.compile(
          "(?:this|timestamp)\\s+(after|before)\\s*(?:\\[([^,\\]]*)(?:,([^\\]]*))?])?\\s*(\\$?\\w+)");

  /** The bound that a condition sets; null if it is of another form. */
  static @Nullable TimeBound parse(String condition) {
    Matcher matcher = WRITTEN.matcher(condition.strip());
    if (!matcher.matches()) {
      return null;
    }
    // Drools: without a range, at least a millisecond; with one number, at least that
    Long least = matcher.group(2) == null ? Long.valueOf(1) : Durations.parse(matcher.group(2));
    Long most =
        matcher.group(3) == null ? Long.valueOf(Long.MAX_VALUE) : Durations.parse(matcher.group(3));
    if (least == null || most == null) {
      return null;
    }
    return new TimeBound(matcher.group(1).equals("after"), least, most, matcher.group(4));
  }

  /**
   * How far two events are from each other, and by how much that is too far.
   *
   * @param asked the fact that the condition is of
   * @param others the other
   * @param name what to call the earlier one
   */
  String words(Event asked, Event others, String name) {
    long between = asked.getTimestamp() - others.getTimestamp();
    long distance = after ? between : -between;
    String where =
        distance == 0
            ? "in the same millisecond as " + name
            : Durations.words(distance) + (distance < 0 ? " before " : " after ") + name;
    if (distance > most) {
      return Durations.words(distance - most)
          + " too late: "
          + where
          + ", at most "
          + Durations.words(most);
    }
    if (distance < least) {
      return least > 0
          ? "too early: " + where + ", at least " + Durations.words(least)
          : "too early: " + where;
    }
    return where;
  }
}
