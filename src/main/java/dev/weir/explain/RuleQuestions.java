package dev.weir.explain;

import dev.weir.event.Event;
import dev.weir.event.NetworkEvent;
import dev.weir.event.OtherEvent;
import dev.weir.event.ProcessEvent;
import dev.weir.event.Suspect;
import dev.weir.internal.drl.Condition;
import dev.weir.internal.drl.DrlPattern;
import dev.weir.internal.drl.DrlRule;
import dev.weir.internal.session.ConditionProbe;
import dev.weir.internal.session.ConditionProbe.Outcome;
import dev.weir.rule.RuleMetadata;
import dev.weir.rule.RuleSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one can ask of a rule set's rules, one by one, about facts. Drools answers ({@link
 * ConditionProbe}); this puts the questions and words the answers. For one thread.
 */
final class RuleQuestions implements AutoCloseable {

  private final RuleSet rules;
  private @Nullable ConditionProbe probe;

  RuleQuestions(RuleSet rules) {
    this.rules = rules;
  }

  /** The rules, taken apart. */
  List<DrlRule> rules() {
    return rules.tree().rules().stream()
        .filter(rule -> rules.rules().containsKey(rule.name()))
        .toList();
  }

  RuleRef ref(DrlRule rule) {
    return RuleRef.of(metadata(rule));
  }

  String id(DrlRule rule) {
    return metadata(rule).id();
  }

  boolean isExclusion(DrlRule rule) {
    return metadata(rule).exclusion();
  }

  private RuleMetadata metadata(DrlRule rule) {
    return Objects.requireNonNull(rules.rules().get(rule.name()), rule.name());
  }

  /** Whether a pattern's type takes a fact. */
  static boolean takes(DrlPattern pattern, Event fact) {
    String type = pattern.type().substring(pattern.type().lastIndexOf('.') + 1);
    return type.equals(fact.getClass().getSimpleName())
        || type.equals("Event")
        || type.equals("Object");
  }

  /** Whether a pattern asks for suspects and nothing else. */
  static boolean takesSuspects(DrlPattern pattern) {
    return pattern.type().substring(pattern.type().lastIndexOf('.') + 1).equals("Suspect");
  }

  /** What a pattern asks of a fact alone, whatever the patterns before it match. */
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

  /** What all patterns ask of facts, one fact for each. */
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

  /** What the last of the facts' patterns asks. */
  private List<ConditionCheck> checks(DrlRule rule, List<Event> facts) {
    int last = facts.size() - 1;
    Map<Condition, Outcome> outcomes = probe().ask(rule.name(), facts);
    ConditionText words = new ConditionText(facts.get(last), bound(rule, facts.subList(0, last)));
    return rule.patterns().get(last).conditions().stream()
        .map(condition -> check(rule, condition, outcomes, words))
        .toList();
  }

  private ConditionCheck check(
      DrlRule rule, Condition condition, Map<Condition, Outcome> outcomes, ConditionText words) {
    List<ConditionCheck> parts =
        condition.parts().stream().map(part -> check(rule, part, outcomes, words)).toList();
    Outcome outcome = outcomes.get(condition);
    if (outcome == null) {
      outcome = outcome(condition, parts);
    }
    String said =
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
        said,
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

  /** What parts make of a condition that Drools was not asked as a whole. */
  private static Outcome outcome(Condition condition, List<ConditionCheck> parts) {
    return switch (condition.kind()) {
      case TEST -> Outcome.UNKNOWN;
      case ALL -> first(parts, Outcome.FAILS, Outcome.HOLDS);
      case ANY, LIST -> first(parts, Outcome.HOLDS, Outcome.FAILS);
      case NOT ->
          switch (parts.get(0).outcome()) {
            case HOLDS -> Outcome.FAILS;
            case FAILS -> Outcome.HOLDS;
            case UNKNOWN -> Outcome.UNKNOWN;
          };
    };
  }

  /** One outcome if a part has it, the other if all have that one. */
  private static Outcome first(List<ConditionCheck> parts, Outcome one, Outcome all) {
    if (parts.stream().anyMatch(part -> part.outcome() == one)) {
      return one;
    }
    return parts.stream().allMatch(part -> part.outcome() == all) ? all : Outcome.UNKNOWN;
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

  /** A fact of the type that a pattern asks for, so that a later pattern can be asked at all. */
  private static Event standIn(DrlPattern pattern, Event fact) {
    return switch (pattern.type().substring(pattern.type().lastIndexOf('.') + 1)) {
      case "Suspect" -> new Suspect("", new OtherEvent(fact.document(), fact.order()));
      case "ProcessEvent" -> new ProcessEvent(fact.document(), fact.order());
      case "NetworkEvent" -> new NetworkEvent(fact.document(), fact.order());
      default -> new OtherEvent(fact.document(), fact.order());
    };
  }

  private ConditionProbe probe() {
    if (probe == null) {
      probe = new ConditionProbe(rules); // compiles, so only once something is asked
    }
    return probe;
  }
}
