package dev.weir.cases;

import dev.weir.internal.drl.Clause;
import dev.weir.internal.drl.Condition;
import dev.weir.internal.drl.DrlPattern;
import dev.weir.internal.session.ConditionProbe.Outcome;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether a pattern matches, with or without one of its clauses, by the outcomes of its tests. */
final class PatternOutcome {

  private PatternOutcome() {}

  static Outcome of(
      DrlPattern pattern, Map<Condition, Outcome> outcomes, @Nullable Clause leftOut) {
    return pattern.conditions().stream()
        .map(condition -> of(condition, outcomes, leftOut))
        .reduce(Outcome.HOLDS, PatternOutcome::and);
  }

  private static Outcome of(
      Condition condition, Map<Condition, Outcome> outcomes, @Nullable Clause leftOut) {
    if (leftOut != null && leftOut.condition().equals(condition)) {
      return leftOut.isAlternative() ? Outcome.FAILS : Outcome.HOLDS;
    }
    if (condition.parts().isEmpty()) {
      return outcomes.getOrDefault(condition, Outcome.UNKNOWN);
    }
    if (condition.kind() == Condition.Kind.NOT) {
      return not(of(condition.parts().get(0), outcomes, leftOut));
    }
    boolean all = condition.kind() == Condition.Kind.ALL;
    Outcome whole = Outcome.HOLDS;
    for (Condition part : condition.parts()) {
      Outcome outcome = of(part, outcomes, leftOut);
      whole = and(whole, all ? outcome : not(outcome));
    }
    return all ? whole : not(whole); // alternatives hold unless all of them fail
  }

  private static Outcome and(Outcome one, Outcome other) {
    if (one == Outcome.FAILS || other == Outcome.FAILS) {
      return Outcome.FAILS;
    }
    return one == Outcome.HOLDS ? other : one;
  }

  private static Outcome not(Outcome outcome) {
    return switch (outcome) {
      case HOLDS -> Outcome.FAILS;
      case FAILS -> Outcome.HOLDS;
      case UNKNOWN -> Outcome.UNKNOWN;
    };
  }
}
