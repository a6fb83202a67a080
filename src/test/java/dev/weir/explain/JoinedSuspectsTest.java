package dev.weir.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.cases.RuleCase;
import dev.weir.explain.Explanation.Verdict;
import dev.weir.testkit.CloudPack;
import dev.weir.testkit.Step;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** If a rule joins two suspects, the explanation of each names what the other lacks. */
@Tag("thorough")
class JoinedSuspectsTest {

  private static final Step CURL = Step.exec("e1", 0).with("process.entity_id", "x1");

  @Test
  void aConnectionThatComesTooLateIsNearest() {
    Step late = Step.connection("n1", 660_000).with("process.entity_id", "x1");

    String words =
        "same host, same process, but 1 min too late: 11 min after the suspect, at most 10 min";
    assertThat(explain("e1", CURL, late).because()).endsWith("n1, 11 min later: " + words);
    assertThat(explain("n1", CURL, late).because()).endsWith("curl e1, 11 min before: " + words);
  }

  @Test
  void anotherProcessIsReported() {
    Explanation explanation =
        explain(
            "n1",
            CURL,
            Step.connection("n1", 2_000)
                .with("process.entity_id", "x2")
                .with("process.Ext.ancestry", "p1"));

    assertThat(explanation.verdict()).isEqualTo(Verdict.NO_PARTNER);
    assertThat(explanation.text())
        .contains("same host, but other process")
        .contains("1 s too late: 2 s after the suspect, at most 1 s");
  }

  @Test
  void anEventInSeveralAlertsNamesAll() {
    Explanation explanation =
        explain(
            "n1",
            CURL.with("process.command_line", "curl 169.254.169.254/iam/security-credentials/r"),
            Step.connection("n1", 20).with("process.entity_id", "x1"));

    assertThat(explanation.verdict()).isEqualTo(Verdict.ALERTED);
    assertThat(explanation.because())
        .contains("\"Fetching program asks a metadata service\"")
        .contains("\"Cloud credentials asked of a metadata service\"");
  }

  @Test
  void aConnectionWhoseExecWasExcludedNamesTheExclusion() {
    Step byAgent =
        Step.exec("e1", 0)
            .with("process.entity_id", "x1")
            .with("process.parent.executable", "/usr/bin/setup-policy-routes");
    Step asks = Step.connection("n1", 20).with("process.entity_id", "x1");
    String excluded =
        "the suspect was gone by then: excluded by \"Amazon EC2 set-up\""
            + " (exclusions/amazon-ec2.drl:5)";

    assertThat(explain("n1", byAgent, asks).because()).endsWith(excluded);
    // newer agents report a short process once, after its connection
    assertThat(
            explain(
                    "n1",
                    asks,
                    byAgent
                        .at(30)
                        .with("event.type", List.of("start", "end"))
                        .with("event.action", List.of("fork", "exec", "end"))
                        .with("process.start", Step.START.toString()))
                .because())
        .endsWith(excluded);
  }

  @Test
  void aSpoofedNameIsOfNoUseAndTheExplanationSaysWhatAlerted() {
    Step spoofed =
        Step.exec("e1", 0)
            .with("process.entity_id", "x1")
            .with("process.command_line", "/usr/bin/python3 /usr/bin/cloud-init init")
            .with("process.args", List.of("/usr/bin/python3", "/usr/bin/cloud-init", "init"))
            .with("user.name", "www-data");

    assertThat(
            explain("n1", spoofed, Step.connection("n1", 20).with("process.entity_id", "x1"))
                .because())
        .contains("\"Fetching program asks a metadata service\"");
  }

  @Test
  void aRuleThatUsesTheBaselineIsNoted() {
    Step asks = Step.connection("n1", 20).with("process.entity_id", "x1");

    assertThat(explain("n1", asks).notes())
        .containsExactly(
            "\"Request is new\" (marks/new-programs.drl:55) depends on earlier days, which an"
                + " explanation does not know");
  }

  @Test
  void everyAttackWithoutBaselineIsExplained() {
    try (Explainer explainer = new Explainer(CloudPack.get())) {
      for (RuleCase one : CloudPack.evasions()) {
        if (one.table().equals("evasion-learned")) {
          continue;
        }
        for (var pair : one.pairs()) {
          for (String id : pair) {
            assertThat(explainer.explain(id, one.events()))
                .as(one.fullName())
                .singleElement()
                .satisfies(said -> assertThat(said.verdict()).isEqualTo(Verdict.ALERTED));
          }
        }
      }
    }
  }

  private static Explanation explain(String id, Step... steps) {
    try (Explainer explainer = new Explainer(CloudPack.get())) {
      return explainer.explain(id, Arrays.stream(steps).map(Step::json).toList()).get(0);
    }
  }
}
