package dev.weir.explain;

import dev.weir.internal.text.Durations;
import org.jspecify.annotations.Nullable;

/**
 * What became of a suspect.
 *
 * @param kind how it ended
 * @param by the rule that removed it; null if none did
 * @param with the event that ended it: its partner, or the newer suspect; null if it was its own
 * @param millis the time from the suspect to that event
 * @param alertId the id of the alert; empty if there is none
 */
public record SuspectOutcome(
    Kind kind, @Nullable RuleRef by, @Nullable EventRef with, long millis, String alertId) {

  /** How a suspect ends. */
  public enum Kind {
    /** Its time passed, or the input ended. */
    WAITED,
    /** It became part of an alert. */
    ALERTED,
    /** An exclusion removed it. */
    EXCLUDED,
    /** A newer suspect replaced it. */
    REPLACED,
    /** Another rule removed it. */
    REMOVED
  }

  static final SuspectOutcome WAITED = new SuspectOutcome(Kind.WAITED, null, null, 0, "");

  /** The end of a sentence that begins with the suspect. */
  @Override
  public String toString() {
    return switch (kind) {
      case WAITED -> "no event came that a rule joins with it";
      case ALERTED ->
          "used "
              + (with == null ? "" : "by " + later() + ", ")
              + "in alert "
              + alertId
              + " of "
              + by;
      case EXCLUDED -> "excluded by " + by;
      case REPLACED -> "replaced by a newer suspect, " + later();
      case REMOVED -> "removed by " + by + (with == null ? "" : " with " + later());
    };
  }

  private String later() {
    return with + " " + Durations.words(millis) + " later";
  }
}
