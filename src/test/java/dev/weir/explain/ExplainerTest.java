package dev.weir.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.explain.ConditionCheck.Outcome;
import dev.weir.explain.Explanation.NearMiss;
import dev.weir.explain.Explanation.RaisedAlert;
import dev.weir.explain.Explanation.RuleAnswer;
import dev.weir.explain.Explanation.Verdict;
import dev.weir.testkit.ShippedRules;
import dev.weir.testkit.Step;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each way in which an event alerts, or nearly does. */
class ExplainerTest {

  private static Explainer explainer;

  @BeforeAll
  static void open() {
    explainer = new Explainer(ShippedRules.get());
  }

  @AfterAll
  static void close() {
    explainer.close();
  }

  @Test
  void bothEventsOfAnAlertSaySo() {
    Step exec = Step.exec("e1", 0);
    Step connection = Step.connection("n1", 31);

    Explanation first = explain("e1", exec, connection);
    Explanation second = explain("n1", exec, connection);

    assertThat(first.because())
        .isEqualTo("\"Unusual IMDS API Request\" (detection.drl:43) joins it with n1, 31 ms later");
    assertThat(second.because()).endsWith("joins it with curl e1, 31 ms before");
    assertThat(List.of(first, second))
        .allSatisfy(
            explanation -> {
              assertThat(explanation.alerted()).isTrue();
              RaisedAlert alert = explanation.alerts().get(0);
              assertThat(alert.millis()).isEqualTo(31);
              assertThat(alert.sequence()).extracting(EventRef::id).containsExactly("e1", "n1");
            });
    SuspectOutcome fate = first.suspects().get(0).fate();
    assertThat(fate.kind()).isEqualTo(SuspectOutcome.Kind.ALERTED);
    assertThat(fate.alertId()).isEqualTo(first.alerts().get(0).alertId());
  }

  @Test
  void aConnectionThatComesTooLateIsNearest() {
    Step exec = Step.exec("e1", 0).with("process.name", "perl");
    Step connection = Step.connection("n1", 1400);
    Step elsewhere = Step.connection("n2", 20).of("p2");

    Explanation first = explain("e1", exec, connection, elsewhere);
    assertThat(first.verdict()).isEqualTo(Verdict.NO_PARTNER);
    List<NearMiss> misses = first.suspects().get(0).partners().get(0).misses();
    assertThat(misses).extracting(miss -> miss.event().id()).containsExactly("n1", "n2");
    assertThat(misses)
        .extracting(NearMiss::words)
        .containsExactly(
            "same host, same parent, but 400 ms too late: 1.4 s after the suspect, at most 1 s",
            "same host, but other parent");
    assertThat(misses.get(0).failed())
        .extracting(ConditionCheck::about)
        .containsOnly(ConditionCheck.About.TIME);

    Explanation second = explain("n1", exec, connection, elsewhere);
    assertThat(second.verdict()).isEqualTo(Verdict.NO_PARTNER);
    assertThat(second.because())
        .isEqualTo(
            "it meets the conditions of \"Unusual IMDS API Request\" (detection.drl:43) on the event itself,"
                + " but there was no suspect to join it with; the nearest is perl e1, 1.4 s before:"
                + " same host, same parent, but 400 ms too late: 1.4 s after the suspect, at most 1"
                + " s");
  }

  @Test
  void theTextIsTheAnswerThenRuleByRule() {
    Step exec = Step.exec("e1", 0).with("process.name", "perl").with("user.name", "x");
    assertThat(explain("e1", exec, Step.connection("n1", 1400)).text())
        .isEqualTo(
            """
            e1  2025-01-27T10:00:00Z  event:1
            process event of perl on h1
            no partner: "Suspicious program starts" (detection.drl:14) made it a suspect, but no event came that a rule joins with \
            it within 1 s; the nearest is n1, 1.4 s later: same host, same parent, but 400 ms too late: 1.4 s after the \
            suspect, at most 1 s

            suspect of "unusual-imds-request", created by "Suspicious program starts" (detection.drl:14)
              no event came that a rule joins with it
              "Unusual IMDS API Request" (detection.drl:43), nearest:
                n1, 1.4 s later: same host, same parent, but 400 ms too late: 1.4 s after the suspect, at most 1 s

            meets "Suspicious program starts" (detection.drl:14)
              yes  host.os.type is linux
              yes  event.type is start
              yes  event.action is exec
              yes  process.parent.executable is /usr/bin/bash
              yes  one of these
                yes  process.name is perl, like perl* (of 19)
                no   process.executable is /usr/bin/curl, none of 13
                no   process.command_line is curl -s http://example.org, not like *169.254.169.254*
              yes  host.id is h1
              yes  process.parent.entity_id is p1
            """);
  }

  @Test
  void anExclusionIsNamedFromBothSides() {
    Step exec = Step.exec("e1", 0).with("process.working_directory", "/opt/rapid7/agent");
    Step connection = Step.connection("n1", 10);

    Explanation first = explain("e1", exec, connection);
    assertThat(first.verdict()).isEqualTo(Verdict.EXCLUDED);
    RuleRef by = first.suspects().get(0).fate().by();
    assertThat(by.name()).isEqualTo("Known agents by working directory");
    assertThat(by.file()).isEqualTo("exclusions/working-directory.drl");
    assertThat(by.line()).isEqualTo(5);
    assertThat(first.because()).contains("excluded by " + by + " - owner weir: Rapid7, Nessus");

    NearMiss miss = explain("n1", exec, connection).rules().get(0).misses().get(0);
    assertThat(miss.failed()).isEmpty();
    assertThat(miss.fate().kind()).isEqualTo(SuspectOutcome.Kind.EXCLUDED);
    assertThat(miss.words())
        .isEqualTo(
            "same host, same parent, 10 ms after the suspect, but the suspect was gone by then:"
                + " excluded by "
                + by);
  }

  @Test
  void aUsedSuspectNamesTheConnection() {
    Explanation second =
        explain("n2", Step.exec("e1", 0), Step.connection("n1", 5), Step.connection("n2", 9));

    assertThat(second.verdict()).isEqualTo(Verdict.NO_PARTNER);
    assertThat(second.because()).contains("was gone by then: used by n1 5 ms later, in alert ");
  }

  @Test
  void aNewerSuspectIsNamed() {
    Explanation older =
        explain("e1", Step.exec("e1", 0), Step.exec("e2", 7), Step.connection("n1", 9));

    assertThat(older.verdict()).isEqualTo(Verdict.REPLACED);
    assertThat(older.because()).endsWith("but it was replaced by a newer suspect, e2 7 ms later");
    NearMiss miss = older.suspects().get(0).partners().get(0).misses().get(0);
    assertThat(miss.event().id()).isEqualTo("n1");
    assertThat(miss.fate().kind()).isEqualTo(SuspectOutcome.Kind.REPLACED);
  }

  @Test
  void aConnectionBeforeTheExecIsReportedAsTooEarly() {
    assertThat(nearest("n1", Step.connection("n1", 0), Step.exec("e1", 3)))
        .isEqualTo("same host, same parent, but too early: 3 ms before the suspect");
    assertThat(
            nearest(
                "n1",
                Step.connection("n1", 0).with("event.sequence", 7),
                Step.exec("e1", 0).with("event.sequence", 8)))
        .isEqualTo(
            "same host, same parent, in the same millisecond as the suspect, but it comes before"
                + " the suspect in the order of events");
  }

  @Test
  void aMissingKeyIsReported() {
    assertThat(nearest("n1", Step.exec("e1", 0), Step.connection("n1", 5).without(PARENT)))
        .isEqualTo("same host, but process.parent.entity_id is missing");
    Explanation ambiguous =
        explain(
            "n1", Step.exec("e1", 0), Step.connection("n1", 5).with(PARENT, List.of("p1", "p2")));
    assertThat(ambiguous.notes())
        .containsExactly("process.parent.entity_id has several values, so it counts as missing");
    assertThat(ambiguous.rules().get(0).misses().get(0).words())
        .isEqualTo("same host, but process.parent.entity_id has several values");
  }

  @Test
  void anEventThatMatchesNoRuleShowsTheFirstFailedConditionOfTheNearest() {
    assertThat(explain("e1", Step.exec("e1", 0).with("event.action", "fork")).because())
        .isEqualTo(
            "it matches no rule; the nearest is \"Suspicious program starts\" (detection.drl:14), but"
                + " event.action is fork, not exec");
    assertThat(explain("e1", Step.exec("e1", 0).without("process.parent.executable")).because())
        .endsWith("but process.parent.executable is missing");
    Explanation bland = explain("e1", Step.exec("e1", 0).with("process.name", "ls"));
    assertThat(bland.verdict()).isEqualTo(Verdict.NO_MATCH);
    assertThat(bland.because())
        .endsWith(
            "but process.name is ls, none of 19, and process.executable is /usr/bin/curl, none of"
                + " 13, and process.command_line is curl -s http://example.org, not like"
                + " *169.254.169.254*");
    ConditionCheck arms = bland.rules().get(0).checks().get(4);
    assertThat(arms.outcome()).isEqualTo(Outcome.FAILS);
    assertThat(arms.parts())
        .extracting(ConditionCheck::outcome)
        .containsOnly(Outcome.FAILS)
        .hasSize(3);
    assertThat(arms.line()).isEqualTo(20);

    assertThat(explain("n1", Step.connection("n1", 0).with("destination.ip", "10.0.0.1")).because())
        .endsWith("but destination.ip is 10.0.0.1, not in 169.254.169.254");
    assertThat(explain("f1", Step.exec("f1", 0).with("event.category", "file")).because())
        .isEqualTo("no rule covers this kind of event: event.category is file");
  }

  @Test
  void aConnectionElsewhereIsTheNearestMissOfAnExec() {
    assertThat(
            explain(
                    "e1",
                    Step.exec("e1", 0),
                    Step.connection("n1", 5).with("destination.ip", "fd00:ec2::254"))
                .because())
        .endsWith(
            "nearest is n1, 5 ms later: same host, same parent, but destination.ip is"
                + " fd00:ec2::254, not in 169.254.169.254");
    assertThat(explain("e1", Step.exec("e1", 0), Step.connection("n1", 5).on("h2")).because())
        .endsWith("no event came that a rule joins with it within 1 s");
  }

  @Test
  void anEventThatIsBothIsExplainedAsBoth() {
    Step both =
        Step.exec("b1", 0)
            .with("event.category", List.of("process", "network"))
            .with("event.action", List.of("exec", "connection_attempted"))
            .with("destination.ip", "169.254.169.254");

    Explanation alone = explain("b1", both);
    assertThat(alone.verdict()).isEqualTo(Verdict.NO_PARTNER);
    assertThat(alone.rules())
        .extracting(RuleAnswer::fact)
        .containsExactlyInAnyOrder("NetworkEvent", "ProcessEvent");
    assertThat(alone.rules()).allMatch(RuleAnswer::met);
    assertThat(alone.text()).contains("event.action is [exec, connection_attempted], with exec");

    Explanation between = explain("b1", Step.exec("e1", -5), both, Step.connection("n1", 5));
    assertThat(between.alerts())
        .extracting(alert -> alert.sequence().get(0).id() + alert.sequence().get(1).id())
        .containsExactly("e1b1", "b1n1");
  }

  @Test
  void anUnusableDocumentShowsReasonAndPlace() {
    Explanation timeless = explain("e1", Step.exec("e1", 0).with("@timestamp", "yesterday"));
    assertThat(timeless.verdict()).isEqualTo(Verdict.UNUSABLE);
    assertThat(timeless.text()).isEqualTo("e1  event:1\nunusable: it has no usable @timestamp\n");
    assertThat(explain("e1", Step.exec("e1", 0).with("host.id", List.of("a", "b"))).because())
        .isEqualTo("it has several values in host.id");

    byte[] cut = Step.exec("e1", 0).line().substring(0, 120).getBytes(StandardCharsets.UTF_8);
    assertThat(explainer.explain("e1", List.of(Step.exec("e0", 0).json(), cut)))
        .singleElement()
        .satisfies(
            explanation -> {
              assertThat(explanation.place().line()).isEqualTo(2);
              assertThat(explanation.because())
                  .startsWith("a line that contains this id is not JSON: ");
            });
  }

  @Test
  void anUnknownIdHasNoExplanationAndSeveralHaveOneEach() {
    assertThat(explainer.explain("e9", List.of(Step.exec("e1", 0).json()))).isEmpty();

    List<Explanation> twice =
        explainer.explain(
            "e1",
            documents(
                Step.exec("e1", 0),
                Step.exec("e1", 0).on("h2").with("process.name", "ls"),
                Step.connection("n1", 10),
                Step.exec("e1", 0).without("@timestamp")));
    assertThat(twice)
        .extracting(Explanation::verdict)
        .containsExactly(Verdict.ALERTED, Verdict.NO_MATCH, Verdict.UNUSABLE);
    assertThat(twice).extracting(one -> one.place().line()).containsExactly(1L, 2L, 4L);
  }

  @Test
  void theOrderOfTheDocumentsDoesNotMatterAndFarEventsDoNot() {
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      steps.add(Step.exec("x" + i, i * 5_000L - 700_000).with("process.pid", i));
    }
    steps.add(Step.connection("n1", 1400));
    steps.add(Step.exec("e1", 1399));

    Explanation explanation = explain("n1", steps.toArray(Step[]::new));
    assertThat(explanation.alerts().get(0).sequence())
        .extracting(EventRef::id)
        .containsExactly("e1", "n1");
  }

  @Test
  void theTextIsSafeForATerminal() {
    String nasty = "perl\u001b[2J\nyes  \u202e";
    Explanation explanation = explain("e\n1", Step.exec("e\n1", 0).with("process.name", nasty));

    assertThat(explanation.text())
        .contains("e\\u000a1  2025", "perl\\u001b[2J\\u000ayes  \\u202e")
        .doesNotContain("\u001b", "\u202e", "\nyes");
  }

  private static final String PARENT = "process.parent.entity_id";

  private static String nearest(String id, Step... steps) {
    return explain(id, steps).rules().get(0).misses().get(0).words();
  }

  private static Explanation explain(String id, Step... steps) {
    List<Explanation> found = explainer.explain(id, documents(steps));
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  private static List<byte[]> documents(Step... steps) {
    return Arrays.stream(steps).map(Step::json).toList();
  }
}
