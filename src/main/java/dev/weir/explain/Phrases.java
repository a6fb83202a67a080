package dev.weir.explain;

import java.util.List;
import java.util.stream.Collectors;

/** Phrases that several texts share. */
final class Phrases {

  private Phrases() {}

  /** A miss as a part of a sentence. */
  static String of(NearMiss miss) {
    String program = miss.event().program();
    return (program.isEmpty() ? "" : program + " ")
        + miss.event()
        + ", "
        + apart(miss.millis())
        + ": "
        + miss.words();
  }

  /** How far another event is, as in {@code 31 ms later}. */
  static String apart(long millis) {
    if (millis == 0) {
      return "in the same millisecond";
    }
    return Durations.words(millis) + (millis < 0 ? " before" : " later");
  }

  /** A condition in words, through the parts that make it what it is. */
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
