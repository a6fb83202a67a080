package dev.weir.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.weir.rule.RuleIssue;
import dev.weir.testkit.ShippedRules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a cases folder may contain, and the issues of what it may not. */
class CaseTableTest {

  private static final String BASE =
      """
      exec: {"@timestamp": "2025-01-27T10:00:00Z", event: {category: process}, process: {name: a}}
      net: {"@timestamp": "2025-01-27T10:00:00.010Z", event: {category: network}}
      """;

  private static final String CASE = "  - name: x\n    events: [{exec: {}}]\n    pairs: []\n";

  @TempDir private Path folder;

  @Test
  void aCaseIsReadWithItsLocation() throws IOException {
    file("base.yaml", BASE);
    file(
        "one.yaml",
        """
        detections: [Some, Other]
        base:
          exec: {process: {pid: 5}}
        cases:
          - name: first
            why: >
              for the
              sake of it
            events:
              - exec: {+ms: 5, process.name: b}
              - exec:
              - net: {event.id: other}
              - raw: {"@timestamp": "2025-01-27T10:00:00Z", event.id: 7}
            pairs: [[e2, other], [e1, 7], [e1, 7]]
            excluded-by: Someone
          - {name: second, events: [{exec: {process.name: <gone>}}], pairs: [[e1]], true-positive: true}
        """);

    List<RuleCase> cases = CaseTable.load(folder);

    assertThat(cases).extracting(RuleCase::fullName).containsExactly("one: first", "one: second");
    RuleCase first = cases.get(0);
    assertThat(first.file()).isEqualTo(folder.resolve("one.yaml").toString());
    assertThat(first.line()).isEqualTo(5);
    assertThat(first.detections()).containsExactly("Some", "Other");
    assertThat(first.why()).isEqualTo("for the sake of it");
    assertThat(first.pairs()).containsExactly(List.of("e1", "7"), List.of("e2", "other"));
    assertThat(first.excludedBy()).containsExactly("Someone");
    assertThat(first.truePositive()).isFalse();
    assertThat(first.events())
        .extracting(event -> new String(event, StandardCharsets.UTF_8))
        .containsExactly(
            "{\"@timestamp\":\"2025-01-27T10:00:00.005Z\","
                + "\"event\":{\"category\":\"process\",\"id\":\"e1\"},"
                + "\"process\":{\"pid\":5,\"name\":\"b\"}}",
            // the first event's name has not changed the base that both share
            "{\"@timestamp\":\"2025-01-27T10:00:00Z\","
                + "\"event\":{\"category\":\"process\",\"id\":\"e2\"},\"process\":{\"pid\":5}}",
            "{\"@timestamp\":\"2025-01-27T10:00:00.010Z\","
                + "\"event\":{\"category\":\"network\",\"id\":\"other\"}}",
            "{\"@timestamp\":\"2025-01-27T10:00:00Z\",\"event.id\":7}");
    RuleCase second = cases.get(1);
    assertThat(second.line()).isEqualTo(16);
    assertThat(second.why()).isEmpty();
    assertThat(second.excludedBy()).isEmpty();
    assertThat(second.truePositive()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "cases: [              | 2:1 | expected the node content, but found '<stream end>'",
        "cases: [x             | 2:1 | expected ',' or ']', but got <stream end>",
        "cases: \\t            | 1:8 | found character '\\t(TAB)' that cannot start any token",
        "x                     | 1:1 | a table must be a map",
        "{}                    | 1:1 | a table needs \"cases\"",
        "cases: 5              | 1:8 | \"cases\" must be a list",
        "cases: []             | 1:8 | contains no cases",
        "{detections: [[x]], cases: []} | 1:15 | a detection's name must be a string",
        "{cases: [], x: y}     | 1:13 | unknown key \"x\"; a table can have [detections, base, cases]",
        "{cases: [], cases: []} | 1:13 | duplicate key \"cases\"",
        "{cases: [], [a]: b}   | 1:13 | a key must be a string",
        "cases: [5]            | 1:9 | a case must be a map",
        "cases: [{}]           | 1:9 | a case needs \"name\"",
        "cases: [{name: x, events: [{exec: {}}]}] | 1:9 | a case needs \"pairs\"",
        "cases: [{name: x, pairs: []}] | 1:9 | a case needs \"events\"",
        "cases: [{name: x, pairs: [], events: []}] | 1:38 | a case needs at least one event",
        "cases: [{name: [x], pairs: [], events: [{exec: }]}] | 1:16 | \"name\" must be a string",
        "cases: [{name: '', pairs: [], events: [{exec: }]}] | 1:16 | the name is empty",
        "cases: [{name: x, pairs: [], events: [{exec: }], pair: 1}] | 1:50 | unknown key \"pair\"",
        "cases: [{name: x, pairs: [], events: [{dns: }]}] | 1:40 | unknown event \"dns\"; use one of [exec",
        "cases: [{name: x, pairs: [], events: [exec]}] | 1:39 | an event must be a map",
        "cases: [{name: x, pairs: [], events: [{exec: , net: }]}] | 1:39 | an event has one kind",
        "cases: [{name: x, pairs: [], events: [{exec: 5}]}] | 1:46 | an event must be a map",
        "cases: [{name: x, pairs: [], events: [{raw: }]}] | 1:44 | an event must be a map",
        "cases: [{name: x, pairs: [], events: [{exec: {+ms: soon}}]}] | 1:47 | \"+ms\" must be a whole",
        "cases: [{name: x, pairs: [], events: [{exec: {a: !b 1}}]}] | 1:50 | could not determine a",
        "cases: [{name: x, pairs: [], events: [{exec: {a: &a [*a]}}]}] | 1:50 | contains itself",
        "cases: [{name: x, pairs: [e1], events: [{exec: }]}] | 1:27 | a pair must be a list",
        "cases: [{name: x, pairs: [[e2]], events: [{exec: }]}] | 1:28 | no usable event of this case",
        "cases: [{name: x, pairs: [[e1]], events: [{exec: {'@timestamp': }}]}] | 1:28 | no usable event",
        "cases: [{name: x, pairs: [], events: [{both: }]}] | 1:39 | \"both\" is based on base.yaml,",
        "cases: [{name: x, pairs: [], alerts: {}, events: [{exec: }]}] | 1:19 | \"pairs\" or",
        "cases: [{name: x, alerts: [], events: [{exec: }]}] | 1:27 | \"alerts\" must be a map",
        "cases: [{name: x, alerts: {A: [[e2]]}, events: [{exec: }]}] | 1:33 | no usable event of this",
        "cases: [{name: x, pairs: [], labels: {a: [b]}, events: [{exec: }]}] | 1:42 | a label must be",
        "cases: [{name: x, pairs: [], events: [{exec: }], true-positive: 1}] | 1:65 | \"true-posi",
        "cases: [{name: x, pairs: [], events: [{exec: }], true-positive: true}] | 1:9 | a true pos",
      })
  void anIssueHasItsLocation(String yaml, String place, String text) throws IOException {
    file("base.yaml", BASE);
    Path table = file("t.yaml", yaml.replace("\\t", "\tx") + "\n");

    assertThat(issues().get(0).toString())
        .startsWith(table + ":" + place + ": error: ")
        .contains(text.replace("\\t", "\\t"));
  }

  @Test
  void alertsAreReadByDetectionAndAsPairs() throws IOException {
    file("base.yaml", BASE);
    file(
        "t.yaml",
        """
        cases:
          - name: two detections
            events: [{exec: {}}, {net: {}}]
            alerts:
              "B": [[e1], [e1, n1]]
              "A": [[e1]]
            labels: {cloud: AWS, evasion: " none "}
          - name: silent
            events: [{exec: {}}]
            alerts: {}
        """);

    List<RuleCase> cases = CaseTable.load(folder);
    RuleCase two = cases.get(0);
    assertThat(two.pairs()).containsExactly(List.of("e1"), List.of("e1"), List.of("e1", "n1"));
    assertThat(two.alerts())
        .containsEntry("A", List.of(List.of("e1")))
        .containsEntry("B", List.of(List.of("e1"), List.of("e1", "n1")));
    assertThat(two.labels()).containsEntry("cloud", "AWS").containsEntry("evasion", "none");
    assertThat(cases.get(1).pairs()).isEmpty();
  }

  @Test
  void theLineIsShown() throws IOException {
    file("base.yaml", BASE);
    Path table = file("t.yaml", "cases:\n" + CASE + "    pair: []\n");

    assertThat(issues())
        .singleElement()
        .hasToString(
            table
                + ":5:5: error: unknown key \"pair\"; a case can have [name, why, events, pairs,"
                + " alerts, excluded-by, true-positive, labels]\n    pair: []\n    ^");
  }

  @Test
  void allIssuesAreReported() throws IOException {
    file("base.yaml", BASE + "dns: {}\n");
    file("a.yaml", "cases:\n" + CASE + CASE);
    file("b.yaml", "cases: [");
    file("c.yml", "cases:\n" + CASE);
    file(".d.yaml", "an editor's");
    file("e.txt", "no table");
    Files.write(folder.resolve("f.yaml"), new byte[] {(byte) 0xff});
    file("g.yaml", "# nothing\n");
    file("h.yaml", "cases:\n" + CASE + "  - name: \u0007\n");
    Files.createDirectory(folder.resolve("i.yaml"));

    assertThat(issues())
        .extracting(issue -> Path.of(issue.file()).getFileName() + ":" + issue.line())
        .containsExactly(
            "a.yaml:5", "b.yaml:1", "base.yaml:3", "c.yml:0", "f.yaml:0", "g.yaml:0", "h.yaml:5");
    assertThat(issues())
        .extracting(RuleIssue::text)
        .contains(
            "line 2 has a case with the same name",
            "is not UTF-8 text",
            "contains no cases",
            "the character U+0007 is not allowed in YAML");
  }

  @Test
  void withoutABaseThereAreOnlyRawEvents() throws IOException {
    Path table = file("t.yaml", "cases:\n  - {name: r, events: [{raw: {a: b}}], pairs: []}\n");
    assertThat(CaseTable.load(folder)).hasSize(1);

    Files.writeString(table, "cases:\n" + CASE + CASE.replace("name: x", "name: y"));
    assertThat(issues())
        .singleElement()
        .extracting(RuleIssue::text)
        .asString()
        .contains("\"exec\" is based on base.yaml, but there is no ", "base.yaml");
  }

  @Test
  void aFaultOfTheBaseIsNotBlamedOnItsUsers() throws IOException {
    Path base = file("base.yaml", "exec: [\n");
    file("t.yaml", "cases:\n" + CASE);

    assertThat(issues()).extracting(RuleIssue::file).containsExactly(base.toString());
  }

  @Test
  void whatJsonCannotExpressIsReported() throws IOException {
    file("base.yaml", BASE);
    String deep = "[".repeat(900) + "]".repeat(900);
    file("t.yaml", "cases:\n" + CASE.replace("exec: {}", "exec: {a: " + deep + "}"));

    assertThat(issues())
        .singleElement()
        .extracting(RuleIssue::text)
        .asString()
        .startsWith("cannot be written as JSON: ");
  }

  @Test
  void aFolderWithoutTablesAndNoFolder() {
    assertThat(issues())
        .extracting(RuleIssue::toString)
        .singleElement()
        .asString()
        .isEqualTo(folder + ": error: contains no case tables (*.yaml)");
    assertThatThrownBy(() -> CaseTable.load(folder.resolve("none")))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("cannot read the cases in ");
  }

  @Test
  void casesAreInTheRulesFolderOrBesideIt() throws IOException {
    Path rules = Files.createDirectories(folder.resolve("rules-drl/mine"));
    assertThat(CaseTable.folderOf(rules)).isEmpty();
    assertThat(CaseTable.folderOf(folder)).isEmpty();
    assertThat(CaseTable.folderOf(Path.of("/"))).isEmpty();

    Path beside = Files.createDirectories(folder.resolve("test-fixtures/mine/cases"));
    assertThat(CaseTable.folderOf(rules)).contains(beside);
    assertThat(CaseTable.folderOf(rules.resolve("../mine"))).contains(beside);

    Path inside = Files.createDirectories(rules.resolve("cases"));
    assertThat(CaseTable.folderOf(rules)).contains(inside);
  }

  @Test
  void theShippedCasesAreThoseOfTheSourceTree() {
    List<RuleCase> shipped = CaseTable.shipped();

    assertThat(shipped).hasSize(752);
    assertThat(shipped)
        .extracting(RuleCase::fullName)
        .isEqualTo(CaseTable.load(ShippedRules.CASES).stream().map(RuleCase::fullName).toList());
  }

  private List<RuleIssue> issues() {
    return catchThrowableOfType(CaseTableException.class, () -> CaseTable.load(folder)).issues();
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}
