package dev.weir.cases;

import dev.weir.event.Event;
import dev.weir.internal.drl.Clause;
import dev.weir.internal.drl.Condition;
import dev.weir.internal.drl.Condition.Kind;
import dev.weir.internal.drl.DrlPattern;
import dev.weir.internal.drl.DrlRule;
import dev.weir.internal.drl.EventTypes;
import dev.weir.internal.session.ConditionProbe;
import dev.weir.internal.session.ConditionProbe.Outcome;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The clauses that alone decide whether a pattern matches some facts of a case. Drools evaluates
 * each condition.
 */
final class DecisiveClauses {

  private final ConditionProbe probe;
  private final Map<DrlRule, List<Clause>> byRule = new LinkedHashMap<>();
  private final Set<Clause> found = new LinkedHashSet<>();

  private DecisiveClauses(ConditionProbe probe, Collection<Clause> wanted) {
    this.probe = probe;
    for (Clause clause : wanted) {
      byRule.computeIfAbsent(clause.rule(), ignored -> new ArrayList<>()).add(clause);
    }
  }

  /** Those of the wanted clauses that decide a pattern in a case. */
  static Set<Clause> of(ConditionProbe probe, Collection<Clause> wanted, CaseSteps one) {
    DecisiveClauses clauses = new DecisiveClauses(probe, wanted);
    for (CaseSteps.Step step : one.steps()) {
      clauses.extend(List.of(), false, List.copyOf(clauses.byRule.keySet()), step);
    }
    return clauses.found;
  }

  /** Whether a clause's pattern, and those before it, are about facts that cases have. */
  static boolean canBeAnalyzed(Clause clause) {
    return clause.rule().patterns().stream()
        .limit(clause.pattern() + 1L)
        .allMatch(pattern -> isOfCases(pattern.simpleType()));
  }

  private static boolean isOfCases(String type) {
    return EventTypes.NAMES.contains(type) || type.equals("Suspect") || type.equals("Object");
  }

  /**
   * Evaluates the rules' next pattern for every fact, after facts that match the patterns before.
   */
  private void extend(List<Event> before, boolean fresh, List<DrlRule> rules, CaseSteps.Step step) {
    List<Event> pool = new ArrayList<>(step.before());
    pool.add(step.event());
    pool.addAll(step.made());
    for (Event fact : pool) {
      boolean now = fresh || pool.indexOf(fact) >= step.before().size();
      List<Event> facts = new ArrayList<>(before);
      facts.add(fact);
      List<DrlRule> matching = new ArrayList<>();
      for (DrlRule rule : rules) {
        DrlPattern pattern = rule.patterns().get(before.size());
        boolean last = before.size() == rule.patterns().size() - 1;
        if (isA(fact, pattern.simpleType()) && (now || !last)) {
          Map<Condition, Outcome> outcomes = probe.ask(rule.name(), facts);
          Outcome outcome = outcome(pattern, outcomes, null);
          if (now) {
            find(rule, before.size(), outcomes, outcome);
          }
          if (outcome != Outcome.FAILS && !last) {
            matching.add(rule);
          }
        }
      }
      if (!matching.isEmpty()) {
        extend(facts, now, matching, step);
      }
    }
  }

  private void find(DrlRule rule, int at, Map<Condition, Outcome> outcomes, Outcome with) {
    for (Clause clause : byRule.getOrDefault(rule, List.of())) {
      if (clause.pattern() == at && !found.contains(clause)) {
        Outcome without = outcome(rule.patterns().get(at), outcomes, clause);
        if (with == Outcome.UNKNOWN || with != without) {
          found.add(clause);
        }
      }
    }
  }

  /** Whether a pattern matches, with or without one of its clauses. */
  private static Outcome outcome(
      DrlPattern pattern, Map<Condition, Outcome> outcomes, @Nullable Clause leftOut) {
    return Outcome.of(
        Kind.ALL, pattern.conditions().stream().map(one -> outcome(one, outcomes, leftOut)));
  }

  private static Outcome outcome(
      Condition condition, Map<Condition, Outcome> outcomes, @Nullable Clause leftOut) {
    if (leftOut != null && leftOut.condition().equals(condition)) {
      return leftOut.isAlternative() ? Outcome.FAILS : Outcome.HOLDS;
    }
    List<Condition> parts = condition.parts();
    return parts.isEmpty()
        ? outcomes.getOrDefault(condition, Outcome.UNKNOWN)
        : Outcome.of(
            condition.kind(), parts.stream().map(part -> outcome(part, outcomes, leftOut)));
  }

  private static boolean isA(Event fact, String type) {
    for (Class<?> one = fact.getClass(); one != null; one = one.getSuperclass()) {
      if (one.getSimpleName().equals(type)) {
        return true;
      }
    }
    return false;
  }
}
