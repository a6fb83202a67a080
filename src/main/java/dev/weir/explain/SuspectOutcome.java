package dev.weir.explain;

import org.jspecify.annotations.Nullable;

/**
 * What became of a suspect.
 *
 * @param kind what
 * @param by the rule that did it; null where none did
 * @param with the event with which it happened: the partner, or the newer suspect; null where it
 *     was the suspect's own
 * @param millis from the suspect to that event
 * @param alertId the alert's id, empty where there is none
 */
public record SuspectOutcome(
    Kind kind, @Nullable RuleRef by, @Nullable EventRef with, long millis, String alertId) {

  /** What became of it. */
  public enum Kind {
    /** Its time passed, or the input ended. */
    WAITED,
    /** It raised an alert, which used it up. */
    ALERTED,
    /** An exclusion took it out. */
    EXCLUDED,
    /** A newer suspect took its place. */
    REPLACED,
    /** A rule of another kind took it out. */
    TAKEN_OUT
  }

  static final SuspectOutcome WAITED = new SuspectOutcome(Kind.WAITED, null, null, 0, "");

  /** In words, as the rest of a sentence about the suspect. */
  @Override
  public String toString() {
    return switch (kind) {
      case WAITED -> "nothing came that a rule joins with it";
      case ALERTED -> "used up by " + with + " " + after() + ", alert " + alertId + " of " + by;
      case EXCLUDED -> "excluded by " + by;
      case REPLACED -> "a newer suspect, " + with + " " + after() + ", took its place";
      case TAKEN_OUT ->
          "taken out by " + by + (with == null ? "" : " with " + with + " " + after());
    };
  }

  private String after() {
    return Durations.words(millis) + " later";
  }
}
