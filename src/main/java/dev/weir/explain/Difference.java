package dev.weir.explain;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An alert that only one of two rule sets raises.
 *
 * @param change whether the new rules add it or remove it
 * @param rule the rule that raises it
 * @param alertId the alert's id
 * @param sequence its events, in the order in which they happened
 * @param reason what made the difference
 */
public record Difference(
    Change change, RuleRef rule, String alertId, List<EventRef> sequence, Reason reason) {

  /** One of the two rule sets. */
  public enum Side {
    /** The rules before the change. */
    OLD,
    /** The rules after the change. */
    NEW
  }

  /** What the change of rules does to an alert. */
  public enum Change {
    /** Only the new rules raise it. */
    ADDED,
    /** Only the old rules raise it. */
    REMOVED
  }

  /** Why a rule set does not raise the alert. */
  public enum Kind {
    /** One of its exclusions removes the suspect. */
    EXCLUDED,
    /** None of the events is a suspect. */
    NOT_SUSPECTED,
    /** A condition of the rule is not met, such as its time span. */
    NOT_MET,
    /** A newer suspect replaced the suspect. */
    REPLACED,
    /** Another event used the suspect. */
    USED_UP,
    /** Another rule removed the suspect. */
    REMOVED,
    /** It has no such rule. */
    NO_RULE,
    /** The rule has expired. */
    EXPIRED,
    /** The rule threw an exception and was skipped. */
    FAULT,
    /** Unknown: the rule has more than patterns, or the suspect was evicted. */
    UNKNOWN
  }

  /**
   * What made the difference.
   *
   * @param kind the kind of reason
   * @param side the rule set of the rule
   * @param rule the rule, with the line of the condition if there is one; null if it is missing
   * @param label the text shared by all alerts with the same cause
   * @param details the details of this alert; may be empty
   */
  public record Reason(Kind kind, Side side, @Nullable RuleRef rule, String label, String details) {

    /** The label and the details. */
    @Override
    public String toString() {
      return details.isEmpty() ? label : label + ": " + details;
    }
  }
}
