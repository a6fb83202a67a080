package dev.weir.internal.session;

import dev.weir.event.Event;
import dev.weir.internal.drl.Condition;
import dev.weir.internal.drl.FaultyRule;
import dev.weir.rule.RuleSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.kie.api.runtime.KieSession;
import org.kie.api.runtime.rule.FactHandle;

/**
 * Evaluates each condition of a rule on its own, in Drools: the rule set itself shows only that a
 * rule did not match, not why. For one thread.
 */
public final class ConditionProbe implements AutoCloseable {

  /** The result of a condition for some facts. */
  public enum Outcome {
    HOLDS,
    FAILS,
    /** It threw, or cannot be evaluated alone. */
    UNKNOWN;

    /** The outcome of a condition of several parts. */
    public static Outcome of(Condition.Kind kind, Stream<Outcome> parts) {
      return switch (kind) {
        case ALL, TEST -> parts.reduce(HOLDS, Outcome::and);
        case NOT -> parts.reduce(HOLDS, Outcome::and).not();
        case ANY, LIST -> parts.map(Outcome::not).reduce(HOLDS, Outcome::and).not();
      };
    }

    public Outcome and(Outcome other) {
      return this == HOLDS || other == FAILS ? other : this;
    }

    private Outcome not() {
      return switch (this) {
        case HOLDS -> FAILS;
        case FAILS -> HOLDS;
        case UNKNOWN -> UNKNOWN;
      };
    }
  }

  private record Pattern(String rule, int number) {}

  private final ConditionRules conditions;
  private final Set<String> thrown = new HashSet<>();
  private KieSession session;
  private final Map<Pattern, Map<String, Condition>> byPattern = new HashMap<>();
  private List<? extends Event> lastFacts = List.of();
  private Set<String> lastHeld = Set.of();

  /** Compiles the conditions of a rule set, which takes as long as to load it. */
  public ConditionProbe(RuleSet rules) {
    this.conditions = ConditionRules.of(rules);
    this.session = conditions.rules().newKieSession();
    conditions.places().forEach(this::add);
  }

  private void add(String id, ConditionRules.Place place) {
    Pattern pattern = new Pattern(place.rule().name(), place.pattern());
    byPattern.computeIfAbsent(pattern, none -> new HashMap<>()).put(id, place.condition());
  }

  /** Evaluates the conditions of a pattern, and each test that they come down to. */
  public Map<Condition, Outcome> ask(String rule, List<? extends Event> facts) {
    if (!isSame(lastFacts, facts)) { // one evaluation is of all rules
      lastHeld = matches(facts);
      lastFacts = List.copyOf(facts);
    }
    Map<Condition, Outcome> outcomes = new HashMap<>();
    byPattern
        .getOrDefault(new Pattern(rule, facts.size() - 1), Map.of())
        .forEach((id, condition) -> outcomes.put(condition, outcome(id, lastHeld)));
    return outcomes;
  }

  @Override
  public void close() {
    session.dispose();
  }

  private Outcome outcome(String id, Set<String> holds) {
    if (holds.contains(id)) {
      return Outcome.HOLDS;
    }
    return thrown.contains(id) ? Outcome.UNKNOWN : Outcome.FAILS;
  }

  /** The conditions that match exactly these facts, without those that throw. */
  private Set<String> matches(List<? extends Event> facts) {
    while (true) {
      Set<String> holds = new HashSet<>();
      try {
        List<FactHandle> handles = facts.stream().distinct().map(session::insert).toList();
        session.fireAllRules(
            match -> {
              if (isSame(match.getObjects(), facts)) {
                holds.add(match.getRule().getName());
              }
              return false;
            });
        handles.forEach(session::delete);
        return holds;
      } catch (RuntimeException | LinkageError | StackOverflowError e) {
        String faulty = FaultyRule.of(e);
        if (faulty.isEmpty() || !thrown.add(faulty)) {
          throw e;
        }
        session.dispose();
        session = conditions.rules().without(thrown).newKieSession();
      }
    }
  }

  private static boolean isSame(List<?> matched, List<? extends Event> facts) {
    if (matched.size() != facts.size()) {
      return false;
    }
    for (int i = 0; i < facts.size(); i++) {
      if (matched.get(i) != facts.get(i)) {
        return false;
      }
    }
    return true;
  }
}
