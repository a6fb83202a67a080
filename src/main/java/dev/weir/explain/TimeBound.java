package dev.weir.explain;

import dev.weir.event.Event;
import dev.weir.internal.drl.Condition;
import dev.weir.internal.drl.DrlRule;
import dev.weir.internal.drl.Expression.Name;
import dev.weir.internal.drl.Expression.Operation;
import dev.weir.internal.text.Durations;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A condition on the time between two events, as in {@code this after[0s, 1s] $suspect}.
 *
 * @param after whether the pattern's fact comes after the other, else before it
 * @param least the shortest time between them, in milliseconds
 * @param most the longest; {@link Long#MAX_VALUE} where there is none
 * @param other the variable of the other
 */
record TimeBound(boolean after, long least, long most, String other) {

  /** The bound that a condition sets; null if it is of another form. */
  static @Nullable TimeBound of(Condition condition) {
    Operation operation = condition.operation("after", "before");
    if (operation == null
        || !(operation.parts().get(0) instanceof Name fact)
        || !(fact.isNamed("this") || fact.isNamed("timestamp"))
        || !(operation.parts().get(1) instanceof Name other)) {
      return null;
    }
    // Drools: without a range, at least a millisecond; with one number, at least that
    List<String> range = operation.range();
    Long least = range.isEmpty() ? Long.valueOf(1) : millis(range.get(0));
    Long most = range.size() < 2 ? Long.valueOf(Long.MAX_VALUE) : millis(range.get(1));
    return least == null || most == null
        ? null
        : new TimeBound(operation.operator().equals("after"), least, most, other.name());
  }

  /** The longest time that a rule sets between two of its facts; -1 if it sets none. */
  static long span(DrlRule rule) {
    return rule.patterns().stream()
        .flatMap(pattern -> pattern.conditions().stream())
        .map(TimeBound::of)
        .filter(bound -> bound != null && bound.most() != Long.MAX_VALUE)
        .mapToLong(TimeBound::most)
        .max()
        .orElse(-1);
  }

  /**
   * The milliseconds of {@code 1s}, {@code 500ms} or {@code 500}; null for anything else. Of {@code
   * 1m30s} only the first part counts, as in Drools 10.2.
   */
  private static @Nullable Long millis(String text) {
    int digits = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
    int end = digits;
    while (end < text.length() && Character.isDigit(text.charAt(end))) {
      end++;
    }
    if (end == digits || end - digits > 15) {
      return null;
    }
    String unit = text.substring(end);
    long millis =
        unit.isEmpty() || unit.startsWith("ms")
            ? 1
            : switch (unit.charAt(0)) {
              case 'd' -> 86_400_000;
              case 'h' -> 3_600_000;
              case 'm' -> 60_000;
              case 's' -> 1_000;
              default -> 0;
            };
    return millis == 0 ? null : Long.valueOf(Long.parseLong(text.substring(0, end)) * millis);
  }

  /** How far apart two events are, and by how much that is too far. */
  String words(Event fact, Event others, String name) {
    long between = fact.getTimestamp() - others.getTimestamp();
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
