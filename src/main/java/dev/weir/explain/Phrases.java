package dev.weir.explain;

import dev.weir.explain.Explanation.NearMiss;
import dev.weir.internal.text.Durations;
import java.util.List;
import java.util.stream.Collectors;

/** Phrases that several texts share. */
final class Phrases {

  private Phrases() {}

  /** A near miss as part of a sentence. */
  static String of(NearMiss miss) {
    return named(miss.event(), ", " + apart(miss.millis()) + ": " + miss.words());
  }

  /** An event by program and id, and what follows. */
  static String named(EventRef event, String rest) {
    return event.program() + (event.program().isEmpty() ? "" : " ") + event + rest;
  }

  /** The distance of another event, such as {@code 31 ms later}. */
  static String apart(long millis) {
    if (millis == 0) {
      return "in the same millisecond";
    }
    return Durations.words(millis) + (millis < 0 ? " before" : " later");
  }

  /** The first condition that is not met; empty if all are met. */
  static String failing(List<ConditionCheck> checks) {
    return checks.stream()
        .filter(check -> !check.holds())
        .findFirst()
        .map(Phrases::inDepth)
        .orElse("");
  }

  /** A condition in words, by those of its parts that decide it. */
  static String inDepth(ConditionCheck check) {
    List<ConditionCheck> parts = check.parts();
    if (parts.size() < 2) {
      return check.words();
    }
    return parts.stream()
        .filter(part -> part.outcome() == check.outcome())
        .map(Phrases::inDepth)
        .collect(Collectors.joining(", and "));
  }
}
