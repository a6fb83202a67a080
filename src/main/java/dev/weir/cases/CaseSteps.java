package dev.weir.cases;

import dev.weir.event.Event;
import dev.weir.event.Suspect;
import dev.weir.internal.replay.Decision;
import dev.weir.internal.replay.Replayer;
import dev.weir.internal.session.Firing;
import dev.weir.rule.RuleSet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The decisions of a case, event by event.
 *
 * @param steps the decisions
 * @param fired the rules that fired
 * @param excluded those of them that are exclusions
 * @param alerted the rules that raised an alert
 */
record CaseSteps(List<Step> steps, Set<String> fired, Set<String> excluded, Set<String> alerted) {

  /** The decision on one event. */
  record Step(Event event, List<Suspect> before, List<Suspect> made) {}

  static CaseSteps of(RuleSet rules, RuleCase one) {
    CaseSteps result =
        new CaseSteps(new ArrayList<>(), new HashSet<>(), new HashSet<>(), new HashSet<>());
    List<Suspect> suspects = new ArrayList<>();
    for (Decision decision : Replayer.decide(rules, CaseRun.facts(rules, one.events()))) {
      List<Suspect> made = new ArrayList<>();
      for (Firing firing : decision.firings()) {
        made.addAll(firing.suspected());
        result.fired.add(firing.rule().name());
        if (firing.rule().exclusion()) {
          result.excluded.add(firing.rule().name());
        }
      }
      result.steps.add(new Step(decision.event(), List.copyOf(suspects), made));
      suspects.addAll(made);
      decision.alerts().forEach(alert -> result.alerted.add(alert.rule().name()));
    }
    return result;
  }
}
