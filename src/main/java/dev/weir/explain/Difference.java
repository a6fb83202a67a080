package dev.weir.explain;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An alert that one of two rule sets raises and the other does not.
 *
 * @param change whether the new rules raise it or the old ones
 * @param rule the rule that raises it
 * @param alertId the alert's id
 * @param sequence its events, in the order in which they happened
 * @param reason what made the difference
 */
public record Difference(
    Change change, RuleRef rule, String alertId, List<EventRef> sequence, Reason reason) {

  /** Which of the two rule sets. */
  public enum Side {
    /** The one before the change. */
    OLD,
    /** The one after it. */
    NEW
  }

  /** What the change of rules does to an alert. */
  public enum Change {
    /** Only the new rules raise it. */
    APPEARS("+"),
    /** Only the old rules raise it. */
    GOES("-");

    private final String sign;

    Change(String sign) {
      this.sign = sign;
    }

    /**
     * How it is written in short.
     *
     * @return plus or minus
     */
    public String sign() {
      return sign;
    }
  }

  /** Why the rule set that does not raise the alert does not. */
  public enum Kind {
    /** One of its exclusions takes the suspect out. */
    EXCLUDED,
    /** It suspects none of the events. */
    NOT_SUSPECTED,
    /** A condition of the rule is not met, such as its span. */
    NOT_MET,
    /** A newer suspect has taken the suspect's place. */
    REPLACED,
    /** Another event has used the suspect up. */
    USED_UP,
    /** A rule of another kind has taken the suspect out. */
    TAKEN_OUT,
    /** It has no such rule. */
    NO_RULE,
    /** The rule has expired. */
    EXPIRED,
    /** A rule threw and was left out. */
    FAULT,
    /** Not known: a rule that is more than its patterns, or memory at its bound. */
    UNKNOWN
  }

  /**
   * What made the difference.
   *
   * @param kind what it was
   * @param side whose rule it was
   * @param rule the rule, at the line of the condition where it is one; null where it is missing
   * @param label the same for all alerts that the same place of the same rule makes the difference
   *     for
   * @param details what is this alert's own; may be empty
   */
  public record Reason(Kind kind, Side side, @Nullable RuleRef rule, String label, String details) {

    /** The label and the details. */
    @Override
    public String toString() {
      return details.isEmpty() ? label : label + ": " + details;
    }
  }
}
