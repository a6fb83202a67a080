package dev.weir.explain;

import java.util.List;

/**
 * What became of a suspect that the event explained was made.
 *
 * @param detection the name of the detection that suspects it
 * @param madeBy the rule that made it
 * @param fate what became of it
 * @param partners for each rule that joins such suspects with another event, what came near
 */
public record SuspectAnswer(
    String detection, RuleRef madeBy, SuspectOutcome fate, List<Partners> partners) {

  /**
   * The events nearest to being joined with it.
   *
   * @param rule the rule that would join them
   * @param misses the nearest first; empty where there was none
   */
  public record Partners(RuleRef rule, List<NearMiss> misses) {}
}
