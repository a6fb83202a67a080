package dev.weir.explain;

import dev.weir.explain.Difference.Side;
import dev.weir.internal.drl.DrlRule;
import dev.weir.internal.replay.Decision;
import dev.weir.rule.RuleSet;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One of the two rule sets of a diff, its suspects, and how often each rule failed. */
record DiffSide(
    Side side,
    RuleSet rules,
    RuleQuestions questions,
    SuspectHistories histories,
    Map<String, Long> faults) {

  DiffSide(Side side, RuleSet rules, long maxBytes) {
    this(
        side,
        rules,
        new RuleQuestions(rules),
        new SuspectHistories(maxBytes, document -> false),
        new TreeMap<>());
  }

  void add(Decision decision) {
    histories.add(decision);
    decision.faults().forEach(fault -> faults.merge(fault.rule(), 1L, Long::sum));
  }

  @Nullable DrlRule withId(String id) {
    return rules.rules().values().stream()
        .filter(rule -> rule.id().equals(id))
        .findFirst()
        .map(rule -> rules.tree().rule(rule.name()))
        .orElse(null);
  }

  @Nullable DrlRule withName(String name) {
    return rules.tree().rule(name);
  }

  /** A rule of this side, as in {@code NEW's "Known agents" (exclusions/executable.drl:5)}. */
  String its(RuleRef rule) {
    return side + "'s " + rule;
  }

  @Override
  public String toString() {
    return side.toString();
  }
}
