package dev.weir.explain;

import java.util.List;

/**
 * What became of a suspect that was made of the explained event.
 *
 * @param detection the name of the suspect's detection
 * @param madeBy the rule that created it
 * @param fate what became of it
 * @param partners the near misses, for each rule that joins such suspects with other events
 */
public record SuspectAnswer(
    String detection, RuleRef madeBy, SuspectOutcome fate, List<Partners> partners) {

  /**
   * The events that a rule almost joined with the suspect.
   *
   * @param rule the rule
   * @param misses the near misses, the nearest first; may be empty
   */
  public record Partners(RuleRef rule, List<NearMiss> misses) {}
}
