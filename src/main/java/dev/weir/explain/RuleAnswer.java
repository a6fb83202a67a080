package dev.weir.explain;

import java.util.List;

/**
 * How an event stands with a rule that looks at such events.
 *
 * @param rule the rule
 * @param fact as what the rule looks at it: ProcessEvent, NetworkEvent or OtherEvent
 * @param fired whether the rule fired because of it
 * @param checks what the rule asks of the event alone
 * @param joins whether the rule wants another event beside it
 * @param misses the suspects nearest to being joined with it, where it meets what is asked of it
 *     alone
 * @param note what cannot be said of the rule; empty where all can
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
   * Whether the event meets what the rule asks of it alone.
   *
   * @return false also where that is not known of a condition
   */
  public boolean met() {
    return checks.stream().allMatch(ConditionCheck::holds);
  }

  /** How many of the conditions it does not meet. */
  long failing() {
    return checks.stream().filter(check -> !check.holds()).count();
  }
}
