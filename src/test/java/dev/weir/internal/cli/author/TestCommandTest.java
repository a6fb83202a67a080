package dev.weir.internal.cli.author;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.internal.cli.Main;
import dev.weir.testkit.ShippedRules;
import dev.weir.testkit.StandardError;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** {@code weir test} from the view of a rule author. */
@Tag("thorough")
@ResourceLock(Resources.SYSTEM_ERR)
class TestCommandTest {

  private static final String TABLE =
      """
      base:
        exec: {process.name: curl}
      cases:
        - name: alerts
          events: [{exec: }, {net: }]
          pairs: [[e1, n1]]
        - name: wrong, and "quoted" <&>
          why: >
            nobody asks
            for metadata
          events: [{exec: }, {net: }]
          pairs: []
          excluded-by: No such exclusion
      """;

  private static final String ATTACK =
      """
      cases:
        - name: "\\u00f6 \\U0001F600 \\a"
          events:
            - exec: {process.name: curl, process.working_directory: /opt/rapid7}
            - net:
          pairs: [[e1, n1]]
          true-positive: true
      """;

  @RegisterExtension private final StandardError err = new StandardError();
  private final StringWriter out = new StringWriter();

  @TempDir private Path folder;

  @Test
  void theShippedCasesOfTheClassPathPass() {
    assertThat(test()).isZero();
    assertThat(out.toString()).matches("752 cases, 0 failed, in \\d+\\.\\d s\\R");
    assertThat(errors()).isEmpty();
  }

  @Test
  void casesAreChosenByTheirNames() {
    String tree = ShippedRules.FOLDER.toString();

    assertThat(test("--rules", tree, "ORDER: Sequence 1, 2*round", "boundaries: 500 ms")).isZero();
    assertThat(out.toString()).startsWith("2 cases, 0 failed");
    assertThat(test("--rules", tree, "boundaries: 500 ms")).isZero();
    assertThat(out.toString()).startsWith("1 case, 0 failed");
    assertThat(test("--rules", tree, "(.*)")).isEqualTo(2);
    assertThat(errors()).contains("no case matches (.*)");
  }

  @Test
  void aFailingCaseIsReported() throws IOException {
    Path rules = rulesWithCases(TABLE, ATTACK);

    assertThat(test("--rules", rules.toString())).isEqualTo(1);

    Path cases = rules.resolve("cases");
    assertThat(out.toString().lines())
        .containsSubsequence(
            "FAILED  attack: ö \ud83d\ude00 \\u0007",
            "  at        " + cases.resolve("attack.yaml") + ":2",
            "  pairs     expected [[e1, n1]], got []",
            "  excluded  expected none, got \"Known agents by working directory\"",
            "  attack    this case is a true positive, and an exclusion silences it",
            "  because   e1: \"Suspicious program starts\" (detection.drl:14) made it a suspect, but it"
                + " was excluded by \"Known agents by working directory\""
                + " (exclusions/working-directory.drl:5) - owner weir: Rapid7, Nessus and the SSM"
                + " agent read metadata as part of their work",
            "FAILED  table: wrong, and \"quoted\" <&>",
            "  at        " + cases.resolve("table.yaml") + ":7",
            "  why       nobody asks for metadata",
            "  pairs     expected [], got [[e1, n1]]",
            "  excluded  expected \"No such exclusion\" (no such exclusion), got none")
        .last()
        .asString()
        .startsWith("3 cases, 2 failed, in ");
  }

  @Test
  void theJunitFileHoldsASuiteForEachTable() throws Exception {
    Path rules = rulesWithCases(TABLE, ATTACK);
    Path junit = folder.resolve("new/junit.xml");

    assertThat(test("--rules", rules.toString(), "--junit", junit.toString())).isEqualTo(1);

    Document xml = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(junit.toFile());
    assertThat(xml.getDocumentElement().getAttribute("failures")).isEqualTo("2");
    List<Element> suites = elements(xml, "testsuite");
    assertThat(suites)
        .extracting(one -> one.getAttribute("name"))
        .containsExactly("attack", "table");
    assertThat(suites).extracting(one -> one.getAttribute("tests")).containsExactly("1", "2");
    assertThat(suites).extracting(one -> one.getAttribute("failures")).containsExactly("1", "1");
    List<Element> cases = elements(xml, "testcase");
    assertThat(cases)
        .extracting(one -> one.getAttribute("classname") + "|" + one.getAttribute("name"))
        .containsExactly(
            "attack|ö \ud83d\ude00 \\u0007", "table|alerts", "table|wrong, and \"quoted\" <&>");
    assertThat(cases.get(1).hasChildNodes()).isFalse();
    assertThat(cases.get(2).getTextContent())
        .contains("FAILED  table: wrong, and \"quoted\" <&>", "expected [], got [[e1, n1]]");
  }

  @Test
  void whatNoCaseDecidesIsReported() throws IOException {
    assertThat(test("--coverage")).isZero();
    assertThat(out.toString()).matches("752 cases, .*\\Rcovers 77 of 77 clauses\\R");

    Path rules = rulesWithCases(TABLE, ATTACK);
    assertThat(test("--rules", rules.toString(), "--coverage", "table: alerts")).isZero();
    assertThat(out.toString().lines().skip(1))
        .startsWith("covers 4 of 77 clauses")
        .containsSequence(
            rules
                + "/detection.drl:23:12: warning: no case needs processExecutable.like(\"./*\","
                + " \"/tmp/*\", \"/var/tmp/*\", \"/var/www/*\" ... or its 13 clauses",
            "        || processExecutable.like(",
            "           ^")
        .containsSequence(
            rules
                + "/exclusions/executable.drl:5:1: warning: no case needs this exclusion or its"
                + " 5 clauses",
            "rule \"Known agents by executable\"",
            "^",
            "hint: write a case with excluded-by: \"Known agents by executable\"");
  }

  @Test
  void aRuleThatThrowsIsReported() throws IOException {
    Path rules = rulesWithCases(TABLE, ATTACK);
    ShippedRules.edit(
        rules.resolve("exclusions/executable.drl"),
        "processExecutable.like(",
        "containerName.first().length() > 3 || processExecutable.like(");

    assertThat(test("--rules", rules.toString(), "table: alerts")).isEqualTo(1);
    assertThat(out.toString()).contains("  fault     \"Known agents by executable\" on event e1: ");
  }

  @Test
  void casesOfAnotherFolderAreRun() throws IOException {
    Path rules = ShippedRules.copyTo(folder.resolve("rules"));
    ShippedRules.edit(rules.resolve("detection.drl"), "\"curl\"", "\"hurl\"");

    String shipped = ShippedRules.CASES.toString();
    assertThat(test("--rules", rules.toString(), "--cases", shipped, "boundaries: 500"))
        .isEqualTo(1);
    assertThat(out.toString()).contains("boundaries.yaml:13\n", "expected [[e1, n1]], got []");
    assertThat(test("--rules", rules.toString())).isEqualTo(2);
    assertThat(errors()).contains(rules + " have no cases; give their folder with --cases");
  }

  @Test
  void whatIsNotWellFormedHasCode3AndNoStackTrace() throws IOException {
    Path rules = rulesWithCases(TABLE, ATTACK.replace("pairs", "pair"));

    assertThat(test("--rules", rules.toString())).isEqualTo(3);
    assertThat(errors())
        .startsWith("weir: the cases are not well formed\n")
        .contains("attack.yaml:6:5: error: unknown key \"pair\"")
        .doesNotContain("\tat ");

    Path broken = rulesWithCases(TABLE, ATTACK);
    ShippedRules.edit(broken.resolve("detection.drl"), "processName.", "processNmae.");
    assertThat(test("--rules", broken.toString())).isEqualTo(3);
    assertThat(errors())
        .contains("weir: the rules do not compile\n" + broken + "/detection.drl:20:9: error: ");
  }

  @Test
  void anUnwritableJunitFileHasCode4() throws IOException {
    Path rules = rulesWithCases(TABLE, ATTACK);

    assertThat(test("--rules", rules.toString(), "--junit", folder.toString(), "table: alerts"))
        .isEqualTo(4);
    assertThat(errors()).contains("weir: cannot write " + folder);
  }

  @ParameterizedTest
  @CsvSource({
    "--rules, nowhere, 'nowhere is not a folder, and not a pack'",
    "--cases, nowhere, --cases is not a folder: nowhere",
    "--nonsense, 1, Unknown option"
  })
  void aWrongCommandLineHasCode2(String option, String value, String message) {
    assertThat(test(option, value)).isEqualTo(2);
    assertThat(errors()).contains(message);
  }

  @Test
  void charactersThatXmlCannotContainAreReplaced() {
    assertThat(JunitReport.xmlText("a\u0000\u001b\ufffe\ud800z\t\n\r\ud83d\ude00"))
        .isEqualTo("a\ufffd\ufffd\ufffd\ufffdz\t\n\r\ud83d\ude00");
  }

  private int test(String... arguments) {
    List<String> all = new ArrayList<>(List.of("test"));
    all.addAll(List.of(arguments));
    err.reset();
    out.getBuffer().setLength(0);
    return Main.commandLine().setOut(new PrintWriter(out)).execute(all.toArray(String[]::new));
  }

  private String errors() {
    return err.toString();
  }

  /** The shipped rules with the shipped base and two tables. */
  private Path rulesWithCases(String table, String attack) throws IOException {
    Path rules = ShippedRules.copyTo(Files.createTempDirectory(folder, "rules"));
    Path cases = Files.createDirectory(rules.resolve("cases"));
    Files.copy(ShippedRules.CASES.resolve("base.yaml"), cases.resolve("base.yaml"));
    Files.writeString(cases.resolve("table.yaml"), table);
    Files.writeString(cases.resolve("attack.yaml"), attack);
    return rules;
  }

  private static List<Element> elements(Document xml, String name) {
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < xml.getElementsByTagName(name).getLength(); i++) {
      elements.add((Element) xml.getElementsByTagName(name).item(i));
    }
    return elements;
  }
}
