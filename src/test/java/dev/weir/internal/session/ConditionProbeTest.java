package dev.weir.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.Event;
import dev.weir.event.Suspect;
import dev.weir.internal.read.EventReader;
import dev.weir.internal.session.ConditionProbe.Outcome;
import dev.weir.rule.RuleSet;
import dev.weir.testkit.ShippedRules;
import dev.weir.testkit.Step;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ConditionProbeTest {

  private final EventReader reader = new EventReader();

  @Test
  void eachConditionOfTheFirstStepIsEvaluatedAlone() {
    try (ConditionProbe probe = new ConditionProbe(ShippedRules.get())) {
      Event wget = Step.exec("e1", 0).with("process.name", "wget").fact(reader);
      Map<String, Outcome> outcomes = ask(probe, "Suspicious program starts", wget);

      assertThat(outcomes)
          .containsEntry("hostOsType.has(\"linux\")", Outcome.HOLDS)
          .containsEntry("processName.like(\"wget\")", Outcome.HOLDS)
          .containsEntry("processName.like(\"curl\")", Outcome.FAILS)
          .containsEntry("processExecutable.like(\"/tmp/*\")", Outcome.FAILS);
    }
  }

  @Test
  void joinsAreEvaluatedWithTheGivenFacts() {
    try (ConditionProbe probe = new ConditionProbe(ShippedRules.get())) {
      Suspect suspect = new Suspect("unusual-imds-request", Step.exec("e1", 0).fact(reader));
      Event late = Step.connection("n1", 1400).fact(reader);
      Map<String, Outcome> outcomes = ask(probe, ShippedRules.DETECTION, suspect, late);

      assertThat(outcomes)
          .containsEntry("hostId == $suspect.hostId", Outcome.HOLDS)
          .containsEntry("this after[0s, 1s] $suspect", Outcome.FAILS);
    }
  }

  @Test
  void throwingConditionIsUnknownAndOthersAreEvaluated() {
    RuleSet rules =
        RuleSet.of(
            Map.of(
                "a.drl",
                "package a;\nimport dev.weir.event.ProcessEvent;\nrule \"A\"\nwhen\n"
                    + "ProcessEvent(userName.first().length() > 3, processName.has(\"curl\"))\n"
                    + "then\nend\n"));
    try (ConditionProbe probe = new ConditionProbe(rules)) {
      assertThat(ask(probe, "A", Step.exec("e1", 0).fact(reader)))
          .containsEntry("userName.first().length() > 3", Outcome.UNKNOWN)
          .containsEntry("processName.has(\"curl\")", Outcome.HOLDS);
    }
  }

  @Test
  void declaredTypesFunctionsAndRulesWithoutConditionsAreAccepted() {
    RuleSet rules =
        RuleSet.of(
            Map.of(
                "types.drl",
                "package a;\nfunction boolean odd(long n) { return n % 2 == 1; }\n"
                    + "declare Note\n text : String\nend\n",
                "a.drl",
                "package a;\nimport dev.weir.event.*;\nrule \"A\"\nwhen\nProcessEvent()\nthen\nend\n",
                "b.drl",
                "package a;\nimport dev.weir.event.*;\nrule \"B\"\nwhen\n"
                    + "$e : ProcessEvent(odd(timestamp))\nNote(text == \"x\")\nthen\nend\n"));
    try (ConditionProbe probe = new ConditionProbe(rules)) {
      assertThat(ask(probe, "A", Step.exec("e1", 0).fact(reader))).isEmpty();
      assertThat(ask(probe, "B", Step.exec("e1", 1).fact(reader)))
          .containsEntry("odd(timestamp)", Outcome.HOLDS);
    }
  }

  @Test
  void ruleSetWithoutConditionsHasNoOutcomes() {
    RuleSet rules =
        RuleSet.of(
            Map.of(
                "a.drl",
                "package a;\nimport dev.weir.event.*;\nrule \"A\"\nwhen\nProcessEvent()\nthen\nend\n"));
    try (ConditionProbe probe = new ConditionProbe(rules)) {
      assertThat(ask(probe, "A", Step.exec("e1", 0).fact(reader))).isEmpty();
    }
  }

  private static Map<String, Outcome> ask(ConditionProbe probe, String rule, Event... facts) {
    Map<String, Outcome> outcomes = new TreeMap<>();
    probe
        .ask(rule, List.of(facts))
        .forEach((condition, outcome) -> outcomes.put(condition.text(), outcome));
    return outcomes;
  }
}
