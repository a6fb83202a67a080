package dev.weir.cases;

import dev.weir.internal.drl.Clause;
import dev.weir.internal.drl.DrlRule;
import dev.weir.internal.session.ConditionProbe;
import dev.weir.internal.session.RuleVariants;
import dev.weir.rule.RuleMetadata;
import dev.weir.rule.RuleSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the first case that decides each rule and each clause. */
final class CoverageSearch {

  private final RuleSet rules;
  private final RuleVariants variants;
  private final Set<Clause> asked;
  private final Set<Clause> open;
  private final Map<Clause, RuleCase> byClause = new HashMap<>();
  private final Map<String, RuleCase> fired = new HashMap<>();
  private final Map<String, RuleCase> alerted = new HashMap<>();
  private final Map<String, RuleCase> needed = new HashMap<>();

  /** Looks into the clauses given, and into all rules. */
  CoverageSearch(RuleSet rules, List<Clause> clauses, List<RuleCase> cases) {
    this.rules = rules;
    this.variants = RuleVariants.of(rules, clauses);
    this.asked = new HashSet<>(clauses);
    asked.removeIf(clause -> variants.without(clause).isEmpty());
    this.open = new LinkedHashSet<>(clauses);
    open.retainAll(asked);
    try (ConditionProbe probe = new ConditionProbe(rules)) {
      cases.forEach(one -> look(probe, one));
    }
  }

  /** Whether the clause has been looked into. */
  boolean hasAsked(Clause clause) {
    return asked.contains(clause);
  }

  /** The first case that decides a clause; null if none does. */
  @Nullable RuleCase decides(Clause clause) {
    // of several that must hold, one that always fails says nothing
    boolean both = clause.isAlternative() || fired.containsKey(clause.rule().name());
    return both ? byClause.get(clause) : null;
  }

  /** The first case that decides a rule; null if none does. */
  @Nullable RuleCase decides(DrlRule rule) {
    Map<String, RuleCase> by = rule.raisesAlerts() ? alerted : fired;
    return (isExclusion(rule.name()) ? needed : by).get(rule.name());
  }

  private void look(ConditionProbe probe, RuleCase one) {
    CaseSteps steps = CaseSteps.of(rules, one);
    steps.alerted().forEach(rule -> alerted.putIfAbsent(rule, one));
    Set<Clause> turning = DecisiveClauses.of(probe, open, steps);
    Set<String> exclusions = new HashSet<>();
    for (String rule : steps.fired()) {
      fired.putIfAbsent(rule, one);
      if (isExclusion(rule) && !needed.containsKey(rule)) {
        exclusions.add(rule);
      }
    }
    if ((turning.isEmpty() && exclusions.isEmpty()) || !CaseRun.of(rules, one).passed()) {
      return;
    }
    for (String exclusion : exclusions) {
      if (!CaseRun.of(rules.without(Set.of(exclusion)), one).pairsMatch()) {
        needed.put(exclusion, one);
      }
    }
    for (Clause clause : turning) {
      if (variants.without(clause).filter(rest -> CaseRun.of(rest, one).passed()).isEmpty()) {
        byClause.put(clause, one);
        open.remove(clause);
      }
    }
  }

  private boolean isExclusion(String rule) {
    RuleMetadata said = rules.rules().get(rule);
    return said != null && said.exclusion();
  }
}
