package dev.weir.cases;

import dev.weir.internal.drl.Clause;
import dev.weir.internal.drl.DrlRule;
import dev.weir.internal.session.ConditionProbe;
import dev.weir.internal.session.RuleVariants;
import dev.weir.rule.RuleSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A search for the first case that decides each rule and each clause. */
final class CoverageSearch {

  private final RuleSet rules;
  private final RuleVariants variants;
  private final Predicate<RuleCase> passes;
  private final Set<Clause> analyzed;
  private final Set<Clause> open;
  private final Map<Clause, RuleCase> byClause = new HashMap<>();
  private final Map<String, RuleCase> fired = new HashMap<>();
  private final Map<String, RuleCase> alerted = new HashMap<>();
  private final Map<String, RuleCase> needed = new HashMap<>();

  /** Analyzes the given clauses, and all rules. */
  CoverageSearch(
      RuleSet rules,
      List<Clause> clauses,
      List<RuleCase> cases,
      Predicate<RuleCase> passes,
      IntConsumer measured) {
    this.rules = rules;
    this.passes = passes;
    this.variants = RuleVariants.of(rules, clauses);
    this.analyzed = new HashSet<>(clauses);
    analyzed.removeIf(clause -> variants.without(clause).isEmpty());
    this.open = new LinkedHashSet<>(clauses);
    open.retainAll(analyzed);
    try (ConditionProbe probe = new ConditionProbe(rules)) {
      for (int i = 0; i < cases.size(); i++) {
        measured.accept(i);
        analyze(probe, cases.get(i));
      }
    }
  }

  boolean analyzed(Clause clause) {
    return analyzed.contains(clause);
  }

  /** The first case that decides a clause; null if none does. */
  @Nullable RuleCase decides(Clause clause) {
    // a required condition counts only if its rule fires in some case
    boolean counts = clause.isAlternative() || fired.containsKey(clause.rule().name());
    return counts ? byClause.get(clause) : null;
  }

  /** The first case that decides a rule; null if none does. */
  @Nullable RuleCase decides(DrlRule rule) {
    Map<String, RuleCase> by = rule.isExclusion() ? needed : rule.raisesAlerts() ? alerted : fired;
    return by.get(rule.name());
  }

  private void analyze(ConditionProbe probe, RuleCase one) {
    CaseSteps steps = CaseSteps.of(rules, one);
    steps.alerted().stream().filter(one::counts).forEach(rule -> alerted.putIfAbsent(rule, one));
    Set<Clause> decisive = DecisiveClauses.of(probe, open, steps);
    steps.fired().forEach(rule -> fired.putIfAbsent(rule, one));
    List<String> exclusions =
        steps.excluded().stream().filter(rule -> !needed.containsKey(rule)).toList();
    if ((decisive.isEmpty() && exclusions.isEmpty()) || !passes.test(one)) {
      return;
    }
    for (String exclusion : exclusions) {
      if (!CaseRun.of(rules.without(Set.of(exclusion)), one).pairsMatch()) {
        needed.put(exclusion, one);
      }
    }
    for (Clause clause : decisive) {
      if (variants.without(clause).filter(rest -> CaseRun.of(rest, one).passed()).isEmpty()) {
        byClause.put(clause, one);
        open.remove(clause);
      }
    }
  }
}
