package dev.weir.internal.cli.author;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.internal.cli.Main;
import dev.weir.testkit.ShippedRules;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code weir check} for authors, editors and CI. */
class CheckCommandTest {

  private static final String FEW =
      """
      base:
        exec: {process.name: curl}
      cases:
        - name: alerts
          events: [{exec: }, {net: }]
          pairs: [[e1, n1]]
        - name: one
          events: [{exec: {process.working_directory: /opt/nessus}}, {net: }]
          pairs: []
          excluded-by: Known agents by working directory
        - name: two
          events: [{exec: {process.executable: /opt/rumble/bin/rumble-agent}}, {net: }]
          pairs: []
          excluded-by: Known agents by executable
        - name: three
          events: [{exec: {process.parent.executable: /usr/local/bin/uwsgi}}, {net: }]
          pairs: []
          excluded-by: Known agents by parent executable
        - name: the other arms
          events:
            - exec: {process.name: a, process.executable: /tmp/a, host.id: h1}
            - net: {host.id: h1}
            - exec: {process.name: a, process.command_line: a 169.254.169.254, host.id: h2}
            - net: {host.id: h2}
          pairs: [[e1, n1], [e2, n2]]
        - name: the newest
          events: [{exec: {+ms: 0}}, {exec: {+ms: 1}}, {net: {+ms: 2}}]
          pairs: [[e2, n1]]
      """;

  private Path cases;

  private static final String EXECUTABLE = "exclusions/executable.drl";

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path scratch;
  private Path rules;

  @BeforeEach
  void copyRules() throws IOException {
    rules = ShippedRules.copyTo(scratch.resolve("rules"));
    cases = Files.createDirectory(rules.resolve("cases"));
    Files.copy(ShippedRules.CASES.resolve("base.yaml"), cases.resolve("base.yaml"));
    Files.writeString(cases.resolve("few.yaml"), FEW);
  }

  @Test
  void goodRulesHaveNoIssues() {
    assertThat(check()).isZero();
    assertThat(out.toString()).isEqualTo("6 rules in " + rules + ": no issues" + nl());
    assertThat(check("--strict")).isZero();
  }

  @Test
  void theShippedRulesAreChecked() {
    int code = Main.commandLine().setOut(new PrintWriter(out)).execute("check", "--strict");

    assertThat(out.toString()).startsWith("6 rules in ").endsWith(": no issues" + nl());
    assertThat(code).isZero();
  }

  @Test
  void aWarningIsShownAsACompilerShowsIt() throws IOException {
    ShippedRules.edit(rules.resolve(EXECUTABLE), "\"/snap/", "\"snap/");

    assertThat(check()).isZero();
    assertThat(out.toString().lines())
        .containsExactly(
            rules.resolve(EXECUTABLE)
                + ":15:13: warning: \"snap/oracle-cloud-agent/*\" can never match:"
                + " process.executable is a path, which begins with /",
            "            \"snap/oracle-cloud-agent/*\",",
            "            ^",
            "hint: write \"/snap/oracle-cloud-agent/*\" or \"*/snap/oracle-cloud-agent/*\"",
            "0 errors, 1 warning in 6 rules in " + rules);
    assertThat(check("--strict")).isEqualTo(1);
  }

  @Test
  void anErrorOfTheLintIsAnErrorEvenIfTheRulesCompile() throws IOException {
    ShippedRules.edit(rules.resolve("detection.drl"), "169.254.169.254\"),", "169.254.0.0/x\"),");

    assertThat(check()).isEqualTo(3);
    assertThat(out.toString())
        .contains("is no address or block", "1 error, 0 warnings in 6 rules in ");
  }

  @Test
  void rulesThatDoNotCompileAreAnError() throws IOException {
    ShippedRules.edit(rules.resolve(EXECUTABLE), "processExecutable", "processExecutabel");

    assertThat(check()).isEqualTo(3);
    assertThat(out.toString())
        .startsWith(
            rules.resolve(EXECUTABLE)
                + ":12:9: error: Unable to Analyse Expression processExecutabel.like(")
        .contains("hint: did you mean processExecutable?")
        .endsWith(
            "1 error, 0 warnings in "
                + rules
                + ", which does not compile; other checks were skipped"
                + nl());
  }

  @Test
  void aFolderWithoutRulesIsNamedByItsPath() throws IOException {
    Path empty = Files.createDirectory(scratch.resolve("empty"));

    assertThat(execute("--rules", empty.toString())).isEqualTo(3);
    assertThat(out.toString()).startsWith(empty + ": error: contains no .drl file" + nl());
  }

  @Test
  void issuesThatCasesShowAreReported() throws IOException {
    Files.writeString(
        cases.resolve("few.yaml"),
        FEW.replace("/usr/local/bin/uwsgi", "/usr/local/bin/other")
            .replace("    excluded-by: Known agents by parent executable\n", "")
            .replace("name: one", "name: one\n    true-positive: true")
            .replace(
                "    pairs: []\n    excluded-by: Known agents by w", "    pairs: [[e1, n1]]\n#"));

    assertThat(check()).isEqualTo(3);
    assertThat(out.toString())
        .contains(
            rules
                + "/exclusions/working-directory.drl:5:1: error: this exclusion silences the"
                + " attack of the case \"few: one\"",
            rules + "/exclusions/parent-executable.drl:5:1: warning: no case needs this exclusion",
            "few.yaml:16:1: error: this case fails: expected [], got [[e1, n1]]");

    for (String file : List.of("few.yaml", "base.yaml")) {
      Files.delete(cases.resolve(file));
    }
    Files.delete(cases);
    assertThat(check()).isZero();
    assertThat(out.toString()).contains(rules + ": warning: the rules have no cases");
  }

  @Test
  void jsonHasAllFieldsOfAnIssue() throws IOException {
    ShippedRules.edit(rules.resolve(EXECUTABLE), "\"/snap/", "\"/op\u00e9t/ ");
    ShippedRules.edit(rules.resolve(EXECUTABLE), "@owner(\"weir\")\n", "");
    ShippedRules.edit(rules.resolve(EXECUTABLE), "agent/*\",", "agent/* \",");

    assertThat(check("--format", "json", "--strict")).isEqualTo(1);

    JsonNode issues = new JsonMapper().readTree(out.toString());
    assertThat(issues).hasSize(2);
    JsonNode second = issues.get(1);
    assertThat(List.copyOf(second.propertyNames()))
        .containsExactly("file", "line", "column", "severity", "text", "hint", "snippet");
    assertThat(second.get("file").asString()).isEqualTo(rules.resolve(EXECUTABLE).toString());
    assertThat(second.get("line").asInt()).isEqualTo(14);
    assertThat(second.get("column").asInt()).isEqualTo(13);
    assertThat(second.get("severity").asString()).isEqualTo("warning");
    assertThat(second.get("text").asString()).contains("space");
    assertThat(second.get("hint").asString()).startsWith("write \"/op\u00e9t/ ");
    assertThat(second.get("snippet").asString()).contains("/op\u00e9t/ oracle-cloud-agent/* \",");
  }

  @Test
  void jsonOfGoodRulesIsAnEmptyArray() {
    assertThat(check("--format", "json")).isZero();
    assertThat(new JsonMapper().readTree(out.toString())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "--rules, nowhere, is not a folder",
    "--format, xml, Invalid value",
    "--nonsense, 1, Unknown option"
  })
  void aWrongCommandLineHasCode2(String option, String value, String message) {
    assertThat(execute(option, value)).isEqualTo(2);
    assertThat(err.toString()).contains(message);
    assertThat(out.toString()).isEmpty();
  }

  private int check(String... arguments) {
    String[] all = new String[arguments.length + 2];
    all[0] = "--rules";
    all[1] = rules.toString();
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    return execute(all);
  }

  private int execute(String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "check";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return Main.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(all);
  }

  private static String nl() {
    return System.lineSeparator();
  }
}
