package dev.weir.explain;

import dev.weir.event.AnyEvent;
import dev.weir.event.CrossHostEvent;
import dev.weir.event.Event;
import dev.weir.event.NetworkEvent;
import dev.weir.event.OtherEvent;
import dev.weir.event.PrincipalEvent;
import dev.weir.event.ProcessEvent;
import dev.weir.event.Suspect;
import dev.weir.explain.ConditionCheck.Outcome;
import dev.weir.internal.drl.Condition;
import dev.weir.internal.drl.DrlPattern;
import dev.weir.internal.drl.DrlRule;
import dev.weir.internal.session.ConditionProbe;
import dev.weir.rule.RuleMetadata;
import dev.weir.rule.RuleSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The conditions of a rule set, evaluated one by one for facts. Drools evaluates ({@link
 * ConditionProbe}); this class words the results. For one thread.
 */
final class RuleQuestions implements AutoCloseable {

  private final RuleSet rules;
  private @Nullable ConditionProbe probe;

  RuleQuestions(RuleSet rules) {
    this.rules = rules;
  }

  List<DrlRule> rules() {
    return rules.tree().rules().stream()
        .filter(rule -> rules.rules().containsKey(rule.name()))
        .toList();
  }

  DrlRule rule(String name) {
    return rules().stream().filter(rule -> rule.name().equals(name)).findFirst().orElseThrow();
  }

  RuleRef ref(DrlRule rule) {
    return RuleRef.of(metadata(rule));
  }

  String id(DrlRule rule) {
    return metadata(rule).id();
  }

  private RuleMetadata metadata(DrlRule rule) {
    return Objects.requireNonNull(rules.rules().get(rule.name()), rule.name());
  }

  /** Whether a fact is of a pattern's type. */
  static boolean takes(DrlPattern pattern, Event fact) {
    String type = pattern.simpleType();
    return type.equals(fact.getClass().getSimpleName())
        || type.equals("Event")
        || type.equals("Object");
  }

  /** Whether a pattern is about suspects only. */
  static boolean takesSuspects(DrlPattern pattern) {
    return pattern.simpleType().equals("Suspect");
  }

  /** A pattern's conditions on a fact alone, whatever the patterns before it match. */
  List<ConditionCheck> alone(DrlRule rule, int pattern, Event fact) {
    List<Event> facts = new ArrayList<>();
    for (int i = 0; i < pattern; i++) {
      facts.add(standIn(rule.patterns().get(i), fact));
    }
    facts.add(fact);
    return checks(rule, facts).stream()
        .filter(check -> check.about() == ConditionCheck.About.ITSELF)
        .toList();
  }

  /** The conditions of all patterns, with one fact for each pattern. */
  List<ConditionCheck> together(DrlRule rule, List<Event> facts) {
    List<ConditionCheck> all = new ArrayList<>();
    for (int i = 1; i <= facts.size(); i++) {
      all.addAll(checks(rule, facts.subList(0, i)));
    }
    return all;
  }

  @Override
  public void close() {
    if (probe != null) {
      probe.close();
    }
  }

  /** The conditions of the pattern that belongs to the last of the facts. */
  private List<ConditionCheck> checks(DrlRule rule, List<Event> facts) {
    int last = facts.size() - 1;
    Map<Condition, ConditionProbe.Outcome> outcomes = probe().ask(rule.name(), facts);
    ConditionText words = new ConditionText(facts.get(last), bound(rule, facts.subList(0, last)));
    return rule.patterns().get(last).conditions().stream()
        .map(condition -> check(rule, condition, outcomes, words))
        .toList();
  }

  private ConditionCheck check(
      DrlRule rule,
      Condition condition,
      Map<Condition, ConditionProbe.Outcome> outcomes,
      ConditionText words) {
    List<ConditionCheck> parts =
        condition.parts().stream().map(part -> check(rule, part, outcomes, words)).toList();
    Outcome outcome = Outcome.valueOf(outcome(condition, outcomes).name());
    String text =
        switch (condition.kind()) {
          case TEST -> words.of(condition, outcome);
          case LIST -> words.ofList(condition, parts);
          case ALL -> "all of these";
          case ANY -> "one of these";
          case NOT -> "not: " + parts.get(0).words();
        };
    return new ConditionCheck(
        outcome,
        about(condition, words),
        text,
        condition.text(),
        rule.place(condition.offset()).line(),
        condition.kind() == Condition.Kind.LIST ? List.of() : parts);
  }

  private static ConditionCheck.About about(Condition condition, ConditionText words) {
    return condition.tests().stream()
        .map(words::about)
        .filter(about -> about != ConditionCheck.About.ITSELF)
        .findFirst()
        .orElse(ConditionCheck.About.ITSELF);
  }

  /** What Drools found, or what follows from the parts if it did not evaluate the whole. */
  private static ConditionProbe.Outcome outcome(
      Condition condition, Map<Condition, ConditionProbe.Outcome> probed) {
    ConditionProbe.Outcome whole = probed.get(condition);
    if (whole != null || condition.parts().isEmpty()) {
      return whole == null ? ConditionProbe.Outcome.UNKNOWN : whole;
    }
    return ConditionProbe.Outcome.of(
        condition.kind(), condition.parts().stream().map(part -> outcome(part, probed)));
  }

  private static Map<String, Event> bound(DrlRule rule, List<Event> facts) {
    Map<String, Event> bound = new HashMap<>();
    for (int i = 0; i < facts.size(); i++) {
      DrlPattern pattern = rule.patterns().get(i);
      if (!pattern.binding().isEmpty()) {
        bound.put(pattern.binding(), facts.get(i));
      }
      for (DrlPattern.Binding field : pattern.bindings()) {
        bound.put(field.variable(), facts.get(i));
      }
    }
    return bound;
  }

  /** A fact of a pattern's type, so that a later pattern can be evaluated. */
  private static Event standIn(DrlPattern pattern, Event fact) {
    return switch (pattern.simpleType()) {
      case "Suspect" ->
          new Suspect(
              "",
              fact instanceof PrincipalEvent || fact instanceof CrossHostEvent
                  ? fact
                  : new OtherEvent(fact.document(), fact.order()));
      case "ProcessEvent" -> new ProcessEvent(fact.document(), fact.order());
      case "NetworkEvent" -> new NetworkEvent(fact.document(), fact.order());
      case "AnyEvent" -> new AnyEvent(fact.document(), fact.order());
      case "CrossHostEvent" -> new CrossHostEvent(fact.document(), fact.order());
      case "PrincipalEvent" ->
          new PrincipalEvent(fact.document(), fact.order(), String.valueOf(fact.getPrincipal()));
      default -> new OtherEvent(fact.document(), fact.order());
    };
  }

  private ConditionProbe probe() {
    if (probe == null) {
      probe = new ConditionProbe(rules); // compiles rules, so only when needed
    }
    return probe;
  }
}
