package dev.weir.explain;

import java.util.List;

/**
 * A rule for this kind of event, and which of its conditions the event meets.
 *
 * @param rule the rule
 * @param fact the kind of fact in the rule: ProcessEvent, NetworkEvent or OtherEvent
 * @param fired whether the rule fired because of the event
 * @param checks the rule's conditions on the event alone
 * @param joins whether the rule needs another event, too
 * @param misses the suspects that the rule almost joined, if the event meets all of {@code checks}
 * @param note what the answer leaves out; empty if it is complete
 */
public record RuleAnswer(
    RuleRef rule,
    String fact,
    boolean fired,
    List<ConditionCheck> checks,
    boolean joins,
    List<NearMiss> misses,
    String note) {

  /**
   * {@return whether the event meets the rule's conditions on it alone; false if that is unknown}
   */
  public boolean met() {
    return failing() == 0;
  }

  /** How many of the conditions are not met. */
  long failing() {
    return checks.stream().filter(check -> !check.holds()).count();
  }
}
