package dev.weir.cases;

import dev.weir.event.Event;
import dev.weir.internal.drl.Clause;
import dev.weir.internal.drl.Condition;
import dev.weir.internal.drl.DrlPattern;
import dev.weir.internal.drl.DrlRule;
import dev.weir.internal.session.ConditionProbe;
import dev.weir.internal.session.ConditionProbe.Outcome;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the clauses that alone make the difference between a pattern that holds and one that does
 * not, for some facts of a case. Drools is asked of each condition.
 */
final class DecisiveClauses {

  private static final Set<String> TYPES =
      Set.of("Event", "ProcessEvent", "NetworkEvent", "OtherEvent", "Suspect", "Object");

  private final ConditionProbe probe;
  private final Map<DrlRule, List<Clause>> clauses = new LinkedHashMap<>();
  private final Set<Clause> found = new LinkedHashSet<>();

  private DecisiveClauses(ConditionProbe probe, Collection<Clause> wanted) {
    this.probe = probe;
    for (Clause clause : wanted) {
      clauses.computeIfAbsent(clause.rule(), ignored -> new ArrayList<>()).add(clause);
    }
  }

  /** The clauses, of those wanted, on which it turns in a case. */
  static Set<Clause> of(ConditionProbe probe, Collection<Clause> wanted, CaseSteps one) {
    DecisiveClauses points = new DecisiveClauses(probe, wanted);
    for (CaseSteps.Step step : one.steps()) {
      points.extend(List.of(), false, List.copyOf(points.clauses.keySet()), step);
    }
    return points.found;
  }

  /**
   * Whether the facts that a clause's pattern is about, and those before it, are facts of cases.
   */
  static boolean canBeAsked(Clause clause) {
    return clause.rule().patterns().stream()
        .limit(clause.pattern() + 1L)
        .allMatch(pattern -> TYPES.contains(simpleName(pattern.type())));
  }

  /**
   * Asks the rules' next pattern of every fact, after facts that all of them are content with.
   *
   * @param fresh whether one of those came with this step; else the last has to
   */
  private void extend(List<Event> before, boolean fresh, List<DrlRule> rules, CaseSteps.Step step) {
    List<Event> pool = new ArrayList<>(step.before());
    pool.add(step.event());
    pool.addAll(step.made());
    for (Event fact : pool) {
      boolean now = fresh || pool.indexOf(fact) >= step.before().size();
      List<Event> facts = new ArrayList<>(before);
      facts.add(fact);
      List<DrlRule> content = new ArrayList<>();
      for (DrlRule rule : rules) {
        DrlPattern pattern = rule.patterns().get(before.size());
        boolean last = before.size() == rule.patterns().size() - 1;
        if (isA(fact, pattern.type()) && (now || !last)) {
          Map<Condition, Outcome> outcomes = probe.ask(rule.name(), facts);
          TriState truth = TriState.of(pattern, outcomes, null);
          if (now) {
            find(rule, before.size(), outcomes, truth);
          }
          if (truth != TriState.NO && !last) {
            content.add(rule);
          }
        }
      }
      if (!content.isEmpty()) {
        extend(facts, now, content, step);
      }
    }
  }

  private void find(DrlRule rule, int at, Map<Condition, Outcome> outcomes, TriState truth) {
    for (Clause clause : clauses.getOrDefault(rule, List.of())) {
      if (clause.pattern() == at
          && !found.contains(clause)
          && truth.mayDiffer(TriState.of(rule.patterns().get(at), outcomes, clause))) {
        found.add(clause);
      }
    }
  }

  private static boolean isA(Event fact, String type) {
    for (Class<?> one = fact.getClass(); one != null; one = one.getSuperclass()) {
      if (one.getSimpleName().equals(simpleName(type))) {
        return true;
      }
    }
    return false;
  }

  private static String simpleName(String type) {
    return type.substring(type.lastIndexOf('.') + 1);
  }
}
