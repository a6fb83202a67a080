package dev.weir.cases;

import dev.weir.internal.drl.Clause;
import dev.weir.internal.drl.Condition;
import dev.weir.internal.drl.DrlPattern;
import dev.weir.internal.session.ConditionProbe.Outcome;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether a pattern holds, and would without a clause, as its single tests came out. */
enum TriState {
  YES,
  NO,
  /** A test threw, or cannot be asked alone. */
  MAYBE;

  static TriState of(
      DrlPattern pattern, Map<Condition, Outcome> outcomes, @Nullable Clause leftOut) {
    TriState all = YES;
    for (Condition condition : pattern.conditions()) {
      all = and(all, of(condition, outcomes, leftOut));
    }
    return all;
  }

  /** Whether it may come out otherwise than another did. */
  boolean mayDiffer(TriState other) {
    return this == MAYBE || other == MAYBE || this != other;
  }

  private static TriState of(
      Condition condition, Map<Condition, Outcome> outcomes, @Nullable Clause leftOut) {
    if (leftOut != null && leftOut.condition().equals(condition)) {
      return leftOut.isAlternative() ? NO : YES;
    }
    if (condition.parts().isEmpty()) {
      return of(outcomes.getOrDefault(condition, Outcome.UNKNOWN));
    }
    if (condition.kind() == Condition.Kind.NOT) {
      return not(of(condition.parts().get(0), outcomes, leftOut));
    }
    boolean all = condition.kind() == Condition.Kind.ALL;
    TriState whole = YES;
    for (Condition part : condition.parts()) {
      TriState truth = of(part, outcomes, leftOut);
      whole = and(whole, all ? truth : not(truth));
    }
    return all ? whole : not(whole); // one of several holds unless all of them fail
  }

  private static TriState of(Outcome outcome) {
    return switch (outcome) {
      case HOLDS -> YES;
      case FAILS -> NO;
      case UNKNOWN -> MAYBE;
    };
  }

  private static TriState and(TriState one, TriState other) {
    if (one == NO || other == NO) {
      return NO;
    }
    return one == MAYBE || other == MAYBE ? MAYBE : YES;
  }

  private static TriState not(TriState truth) {
    return switch (truth) {
      case YES -> NO;
      case NO -> YES;
      case MAYBE -> MAYBE;
    };
  }
}
