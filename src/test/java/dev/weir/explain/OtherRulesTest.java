package dev.weir.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.explain.Explanation.Verdict;
import dev.weir.rule.RuleSet;
import dev.weir.testkit.Step;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Rules of other shapes than the shipped ones are explained as far as they can be. */
class OtherRulesTest {

  private static final String HEAD =
      """
      package a;
      import dev.weir.event.*;
      global dev.weir.alert.Alerts alerts;
      """;

  private static final String SUSPECTS =
      """
      rule "Starts %1$s"
      when
        $e : ProcessEvent(processName.has("%1$s"), hostId != null)
      then
        insert(new Suspect("%1$s", $e));
      end
      rule "Finds %1$s"
      when
        $s : Suspect(detection == "%1$s", $of : event)
        $n : NetworkEvent(hostId == $s.hostId, this after[10ms, 2s] $s)
      then
        alerts.raise($of, $n);
        delete($s);
      end
      """;

  @Test
  void aRuleOfOneEventAlertsAtOnce() {
    String drl =
        HEAD
            + """
            rule "Root shell"
            @id("r1")
            when
              $e : ProcessEvent(userName.has("root") && processName.like("*sh"), !processArgs.has("-c"))
            then
              alerts.raise($e);
            end
            """;
    Step shell = Step.exec("e1", 0).with("user.name", "root").with("process.name", "dash");

    assertThat(explain(drl, "e1", shell).because()).isEqualTo("\"Root shell\" (a.drl:4)");
    Explanation not = explain(drl, "e1", shell.with("process.args", List.of("dash", "-c", "id")));
    assertThat(not.verdict()).isEqualTo(Verdict.NO_MATCH);
    assertThat(not.because()).endsWith("but not: process.args is [dash, -c, id], with -c");
    assertThat(explain(drl, "e1", Step.exec("e1", 0)).because())
        .endsWith("but user.name is missing, and process.name is curl, not like *sh");
  }

  @Test
  void severalDetectionsAreKeptApart() {
    String drl = HEAD + SUSPECTS.formatted("curl") + SUSPECTS.formatted("wget");
    Explanation explanation =
        explain(
            drl,
            "n1",
            Step.exec("e1", 0).with("process.name", List.of("curl", "wget")),
            Step.connection("n1", 5));

    assertThat(explanation.verdict()).isEqualTo(Verdict.NO_PARTNER);
    assertThat(explanation.rules())
        .extracting(rule -> rule.rule().name() + ": " + rule.misses().get(0).words())
        .containsExactlyInAnyOrder(
            "Finds curl: same host, but too early: 5 ms after the suspect, at least 10 ms",
            "Finds wget: same host, but too early: 5 ms after the suspect, at least 10 ms");
    assertThat(explain(drl, "e1", Step.exec("e1", 0), Step.connection("n1", 20)).because())
        .isEqualTo("\"Finds curl\" (a.drl:10) joins it with n1, 20 ms later");
  }

  @Test
  void aPairingMaySeeTheConnectionFirst() {
    String drl =
        HEAD
            + SUSPECTS.formatted("curl").replaceFirst("(?s)rule \"Finds.*", "")
            + """
            rule "Backwards"
            when
              $n : NetworkEvent()
              $s : Suspect($of : event, processName.has("curl"), this before[0s, 90s] $n, hostId == $n.hostId)
            then
              alerts.raise($of, $n);
              delete($s);
            end
            """;
    Explanation late = explain(drl, "n1", Step.exec("e1", 0), Step.connection("n1", 100_000));
    assertThat(late.rules().get(0).misses().get(0).words())
        .isEqualTo(
            "same host, but 10 s too late: 1 min 40 s after the suspect, at most 1 min 30 s");
    assertThat(explain(drl, "n1", Step.exec("e1", 0), Step.connection("n1", 90_000)).alerted())
        .isTrue();
  }

  @Test
  void aRuleWithMoreThanPatternsIsExplainedPartly() {
    String drl =
        HEAD
            + """
            rule "First of its kind"
            when
              $e : ProcessEvent(processName.has("curl"))
              not Suspect()
            then
              insert(new Suspect("x", $e));
              alerts.raise($e);
            end
            """;
    Explanation second = explain(drl, "e2", Step.exec("e1", 0), Step.exec("e2", 5));

    assertThat(second.because())
        .isEqualTo(
            "it meets the conditions of \"First of its kind\" (a.drl:4), but the rule did not fire");
    assertThat(second.rules().get(0).note()).startsWith("the rule uses not, exists");
  }

  @Test
  void anExpiredExclusionIsNoted() {
    String drl =
        HEAD
            + SUSPECTS.formatted("curl")
            + """
            rule "For the move" @exclusion @owner("ops") date-expires "01-Jan-2025"
            when
              $s : Suspect(hostId == "h1")
            then
              delete($s);
            end
            """;
    assertThat(explain(drl, "e1", Step.exec("e1", 0)).notes())
        .singleElement()
        .asString()
        .startsWith("\"For the move\" (a.drl:18) would have excluded it, but expired 20");
    Explanation excluded =
        explain(drl.replace("2025", "2035"), "e1", Step.exec("e1", 0), Step.connection("n1", 20));
    assertThat(excluded.verdict()).isEqualTo(Verdict.EXCLUDED);
    assertThat(excluded.because()).contains("owner ops, expires 20");
  }

  @Test
  void aRuleThatThrewIsNamed() {
    String drl =
        HEAD
            + SUSPECTS.formatted("curl")
            + """
            rule "Careless" @exclusion
            when
              $s : Suspect(userName.first().length() > 3)
            then
              delete($s);
            end
            """;
    Explanation explanation = explain(drl, "e1", Step.exec("e1", 0), Step.connection("n1", 20));
    assertThat(explanation.alerted()).isTrue();
    assertThat(explanation.notes())
        .anyMatch(note -> note.startsWith("rule \"Careless\" failed and was skipped: "));
  }

  @Test
  void conditionsOfOtherFormsAreShownWithTheirValues() {
    String drl =
        HEAD
            + """
            rule "Odd"
            when
              $e : ProcessEvent(hostIp.count() > 1, field("process.Ext.x").like("a*", "b*"), processPid.only() == "7")
            then
              alerts.raise($e);
            end
            """;
    Explanation explanation =
        explain(drl, "e1", Step.exec("e1", 0).with("host.ip", "10.1.2.3").with("process.pid", 7));
    assertThat(explanation.rules().get(0).checks())
        .extracting(ConditionCheck::words)
        .containsExactly(
            "not hostIp.count() > 1 (host.ip is 10.1.2.3)",
            "process.Ext.x is missing",
            "processPid.only() == \"7\" (process.pid is 7)");
  }

  private static Explanation explain(String drl, String id, Step... steps) {
    try (Explainer explainer = new Explainer(RuleSet.of(Map.of("a.drl", drl)))) {
      List<Explanation> found =
          explainer.explain(id, Arrays.stream(steps).map(Step::json).toList());
      assertThat(found).hasSize(1);
      return found.get(0);
    }
  }
}
