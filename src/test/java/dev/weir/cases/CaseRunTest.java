package dev.weir.cases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.rule.RuleSet;
import dev.weir.testkit.ShippedRules;
import dev.weir.testkit.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Conditions for a case to pass. */
class CaseRunTest {

  private static final String DIRECTORY = "Known agents by working directory";
  private static final String PARENT = "Known agents by parent executable";

  private static final byte[] EXEC = Step.exec("e1", 0).json();
  private static final byte[] CONNECTION = Step.connection("n1", 10).json();

  @TempDir private Path folder;

  @Test
  void pairsMatchIfTheyAreTheSame() {
    List<byte[]> events = List.of(EXEC, CONNECTION);

    assertThat(run(events, List.of(List.of("e1", "n1"))).passed()).isTrue();
    CaseResult missing = run(events, List.of());
    assertThat(missing.passed()).isFalse();
    assertThat(missing.pairsMatch()).isFalse();
    assertThat(missing.exclusionMatches()).isTrue();
    assertThat(missing.pairs()).containsExactly(List.of("e1", "n1"));
    assertThat(run(List.of(EXEC), List.of(List.of("e1", "n1"))).pairsMatch()).isFalse();
  }

  @Test
  void anAlertMayBeOfOneEvent() throws IOException {
    Path rules = ShippedRules.copyTo(folder);
    ShippedRules.edit(
        rules.resolve("detection.drl"), "alerts.raise(", "alerts.raise($exec); alerts.raise(");
    List<byte[]> events = List.of(EXEC, CONNECTION);

    RuleSet raising = RuleSet.load(rules);
    assertThat(CaseRun.of(raising, ruleCase(events, List.of(List.of("e1", "n1")))).pairs())
        .containsExactly(List.of("e1"), List.of("e1", "n1"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "/opt/rapid7 | /usr/bin/bash       | -                     | false",
        "/opt/rapid7 | /usr/bin/bash       | directory             | true",
        "/opt/rapid7 | /usr/bin/bash       | parent                | false",
        "/opt/rapid7 | /usr/bin/bash       | directory,parent      | true",
        "/opt/rapid7 | /usr/bin/bash       | unheard of            | false",
        "/root       | /usr/bin/bash       | -                     | true",
        "/root       | /usr/bin/bash       | directory             | false",
        "/opt/rapid7 | /usr/local/bin/uwsgi | directory,parent     | true",
        "/opt/rapid7 | /usr/local/bin/uwsgi | -                    | false",
      })
  void anExclusionMatchesIfItAloneRemovedASuspect(
      String directory, String parent, String expected, boolean matches) {
    Step exec =
        Step.exec("e1", 0)
            .with("process.working_directory", directory)
            .with("process.parent.executable", parent);
    List<String> names =
        expected == null
            ? List.of()
            : List.of(
                expected.replace("directory", DIRECTORY).replace("parent", PARENT).split(","));

    CaseResult result =
        CaseRun.of(
            ShippedRules.get(),
            new RuleCase(
                "t",
                "x",
                "t.yaml",
                1,
                "",
                List.of(exec.json()),
                List.of(),
                names,
                false,
                Map.of(),
                Map.of()));

    assertThat(result.exclusionMatches()).isEqualTo(matches);
    assertThat(result.passed()).isEqualTo(matches);
    assertThat(result.excluded()).containsKeys(DIRECTORY, PARENT).doesNotContainKey("unheard of");
  }

  @Test
  void twoExclusionsThatShareACaseMatchNeither() {
    Step other =
        Step.exec("e2", 5).of("p2").with("process.parent.executable", "/usr/local/bin/uwsgi");
    Step one = Step.exec("e1", 0).with("process.working_directory", "/opt/rapid7");
    RuleCase both =
        new RuleCase(
            "t",
            "x",
            "t.yaml",
            1,
            "",
            List.of(one.json(), other.json()),
            List.of(),
            List.of(DIRECTORY, PARENT),
            false,
            Map.of(),
            Map.of());

    CaseResult result = CaseRun.of(ShippedRules.get(), both);
    assertThat(result.excludedBy()).containsExactly(PARENT, DIRECTORY);
    assertThat(result.exclusionMatches()).isFalse();
  }

  @Test
  void aRuleThatThrowsFailsTheCase() throws IOException {
    Path rules = ShippedRules.copyTo(folder);
    Files.writeString(
        rules.resolve("exclusions/careless.drl"),
        """
        package unusual_imds_request;

        import dev.weir.event.Suspect;

        rule "Careless"
        @exclusion
        when
            $suspect : Suspect(containerName.first().length() > 3)
        then
            delete($suspect);
        end
        """);

    CaseResult result = CaseRun.of(RuleSet.load(rules), ruleCase(List.of(EXEC), List.of()));

    assertThat(result.pairsMatch()).isTrue();
    assertThat(result.passed()).isFalse();
    assertThat(result.faults()).containsOnlyKeys("Careless");
    assertThat(result.faults().get("Careless")).startsWith("on event e1: ");
  }

  @Test
  void onlyTheNamedDetectionsCount() throws IOException {
    Path rules = ShippedRules.copyTo(folder);
    Files.writeString(
        rules.resolve("another.drl"),
        """
        package unusual_imds_request;

        import dev.weir.event.ProcessEvent;

        rule "Another"
        when
            $exec : ProcessEvent(processName.has("curl"))
        then
            alerts.raise($exec);
        end
        """);
    RuleSet both = RuleSet.load(rules);
    RuleCase any = ruleCase(List.of(EXEC, CONNECTION), List.of(List.of("e1", "n1")));

    assertThat(CaseRun.of(both, any).pairs()).contains(List.of("e1"));
    assertThat(CaseRun.of(both, of(any, "Unusual IMDS API Request")).differences()).isEmpty();
    assertThat(CaseRun.of(both, of(any, "Gone")).differences())
        .containsEntry("pairs", "expected [[e1, n1]], got []")
        .containsEntry("fault", "\"Gone\" is no rule, but only its alerts count");
  }

  private static RuleCase of(RuleCase one, String detection) {
    return new RuleCase(
        one.table(),
        one.name(),
        one.file(),
        one.line(),
        one.why(),
        one.events(),
        one.pairs(),
        one.excludedBy(),
        one.truePositive(),
        one.alerts(),
        one.labels(),
        List.of(detection));
  }

  private static CaseResult run(List<byte[]> events, List<List<String>> pairs) {
    return CaseRun.of(ShippedRules.get(), ruleCase(events, pairs));
  }

  private static RuleCase ruleCase(List<byte[]> events, List<List<String>> pairs) {
    return new RuleCase(
        "t", "x", "t.yaml", 1, "", events, pairs, List.of(), false, Map.of(), Map.of());
  }
}
