package dev.weir.explain;

import java.util.List;

/** Phrases that several texts share. */
final class Wording {

  private Wording() {}

  /** A miss as a part of a sentence. */
  static String of(Miss miss) {
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

  /** A condition that fails, with its parts where it has any. */
  static String inDepth(Check check) {
    List<Check> parts = check.parts();
    if (parts.size() < 2) {
      return check.words();
    }
    List<String> failing =
        parts.stream().filter(part -> !part.holds()).map(Wording::inDepth).toList();
    return String.join(", and ", failing);
  }
}
