package dev.weir.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.weir.testkit.ShippedRules;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a rule set says of itself, and of what is wrong with it. */
class RuleSetTest {

  private static final String DETECTION = "detection.drl";
  private static final String EXECUTABLE = "exclusions/executable.drl";
  private static final String PARENT = "exclusions/parent-executable.drl";
  private static final String DIRECTORY = "exclusions/working-directory.drl";

  @TempDir private Path folder;

  @Test
  void detectionHasItsMetadata() {
    RuleMetadata rule = ShippedRules.get().rules().get(ShippedRules.DETECTION);

    assertThat(rule.name()).isEqualTo("Unusual IMDS API Request");
    assertThat(rule.id()).isEqualTo("ecc0cd54-608e-11ef-ab6d-f661ea17fbce");
    assertThat(rule.version()).isEqualTo("3");
    assertThat(rule.severity()).isEqualTo("medium");
    assertThat(rule.riskScore()).isEqualTo(47);
    assertThat(rule.description()).startsWith("A program that scripts").doesNotContain("\n");
    assertThat(rule.message()).contains("${process.name}", "${weir.elapsed_ms}");
    assertThat(rule.authors()).containsExactly("Weir");
    assertThat(rule.license()).isEqualTo("Apache-2.0");
    assertThat(rule.tags())
        .containsExactly(
            "Domain: Endpoint",
            "OS: Linux",
            "Use Case: Threat Detection",
            "Tactic: Credential Access",
            "Tactic: Discovery",
            "Data Source: Elastic Defend",
            "Resources: Investigation Guide");
    assertThat(rule.references())
        .containsExactly(
            "https://hackingthe.cloud/aws/general-knowledge/intro_metadata_service/",
            "https://attack.mitre.org/techniques/T1552/005/");
    assertThat(rule.attack())
        .extracting(
            one -> one.tactic().id(), one -> one.technique().id(), one -> one.subtechnique().id())
        .containsExactly(
            tuple("TA0006", "T1552", "T1552.005"),
            tuple("TA0007", "T1580", ""),
            tuple("TA0007", "T1082", ""),
            tuple("TA0007", "T1016", ""));
    assertThat(rule.exclusion()).isFalse();
  }

  @Test
  void theGuideIsTheWholeFileBesideTheRule() throws IOException {
    assertThat(ShippedRules.get().rules().get(ShippedRules.DETECTION).guide())
        .isEqualTo(Files.readString(ShippedRules.FOLDER.resolve("guide.md")))
        .contains("${process.command_line}");
  }

  @ParameterizedTest
  @CsvSource({
    "Known agents by executable,        exclusions/executable.drl",
    "Known agents by parent executable, exclusions/parent-executable.drl",
    "Known agents by working directory, exclusions/working-directory.drl"
  })
  void exclusionHasOwnerAndReason(String name, String file) {
    RuleMetadata exclusion = ShippedRules.get().rules().get(name);

    assertThat(exclusion.exclusion()).isTrue();
    assertThat(exclusion.owner()).isEqualTo("weir");
    assertThat(exclusion.reason()).hasSizeGreaterThan(20);
    assertThat(exclusion.file()).isEqualTo(file);
    assertThat(exclusion.id()).isEqualTo(name);
    assertThat(exclusion.riskScore()).isZero();
    assertThat(exclusion.attack()).isEmpty();
  }

  @Test
  void everyRuleKnowsItsFileAndLine() throws IOException {
    assertThat(ShippedRules.get().rules()).hasSize(6);
    for (RuleMetadata rule : ShippedRules.get().rules().values()) {
      Path file = ShippedRules.FOLDER.resolve(rule.file());
      assertThat(Files.readAllLines(file).get(rule.line() - 1))
          .startsWith("rule \"" + rule.name() + "\"");
    }
  }

  @Test
  void sourcesMakeTheSameRuleSet() {
    Map<String, String> sources = ShippedRules.get().sources();

    assertThat(sources).containsKeys("detection.drl", "guide.md", "exclusions/executable.drl");
    assertThat(RuleSet.hash(sources)).isEqualTo(ShippedRules.get().hash());
    assertThat(RuleSet.of(sources).rules()).isEqualTo(ShippedRules.get().rules());
  }

  @Test
  void theShippedPackIsTheFolder() {
    assertThat(RuleSet.shipped().hash()).isEqualTo(ShippedRules.get().hash());
  }

  @Test
  void aCopyHasTheSameHashAndAChangedWordAnother() throws IOException {
    ShippedRules.copyTo(folder);
    String copied = RuleSet.load(folder).hash();
    ShippedRules.edit(folder.resolve(EXECUTABLE), "runZero, Inspector", "runZero and Inspector");

    assertThat(copied).isEqualTo(ShippedRules.get().hash()).matches("[0-9a-f]{64}");
    assertThat(RuleSet.load(folder).hash()).isNotEqualTo(copied);
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        fault("a comma too many", DETECTION, ".present,", ".present,,", ",\n        // a"),
        fault("a bracket too many", EXECUTABLE, "Suspect(\n", "Suspect((\n", ",\n        process"),
        fault("a misspelt keyword", EXECUTABLE, "when", "wen", "wen"),
        fault("an unknown field", DETECTION, "processName.", "processNmae.", "processNmae"),
        fault("an unknown field compared", EXECUTABLE, "detection ==", "detektion ==", "detektion"),
        fault("an unknown field of a variable", DETECTION, "$newer.host", "$newer.hst", "hstId"),
        fault("an unknown method", EXECUTABLE, ".like(", ".liek(", "liek"),
        fault(
            "an unknown fact type", DETECTION, ": NetworkEvent(", ": NetworkEvnt(", "NetworkEvnt"),
        fault(
            "an unknown import",
            DETECTION,
            "import dev.weir.event.NetworkEvent",
            "import dev.weir.event.NetworkEvnt",
            "dev.weir.event.NetworkEvnt"),
        fault(
            "an unknown package imported",
            EXECUTABLE,
            "import dev.weir.event.",
            "import dev.weir.evnt.",
            "dev.weir.evnt."),
        fault(
            "an unknown global", DETECTION, "alert.Alerts", "alert.Alrts", "dev.weir.alert.Alrts"),
        fault("an argument of a wrong type", PARENT, "like(", "like(42,", "like(42"),
        fault(
            "a word that a comment holds, too",
            PARENT,
            "when\n    $suspect : Suspect(",
            "when // a Suspekt( is no suspect\n    $suspect : Suspekt(",
            "Suspekt(\n"),
        fault(
            "a call that is no condition",
            DETECTION,
            "hostId != null,",
            "processName.first(),",
            "processName.first()"),
        fault(
            "a property that is no condition",
            EXECUTABLE,
            "detection == \"unusual-imds-request\",",
            "detection,",
            "detection,"),
        fault(
            "an unknown variable in a condition",
            DETECTION,
            "== $newer.host",
            "== $nwr.host",
            "hostId == $nwr"),
        fault(
            "an unknown variable in a consequence",
            DETECTION,
            ", $connection)",
            ", $conection)",
            "$conection"),
        fault(
            "an unknown variable in a short file",
            EXECUTABLE,
            "te($suspect)",
            "te($suspekt)",
            "$suspekt"),
        fault(
            "an unknown method in a consequence", DETECTION, "alerts.raise", "alerts.rase", "rase"),
        fault(
            "a missing semicolon before an end",
            EXECUTABLE,
            "delete($suspect);",
            "delete($suspect)",
            ")\nend"),
        fault(
            "a missing semicolon before a statement",
            DETECTION,
            "$connection);",
            "$connection)",
            ")\n    delete($suspect)"),
        fault(
            "a name twice in a package",
            EXECUTABLE,
            "by executable",
            "by parent executable",
            "Known agents by parent executable"),
        fault("a bad technique", DETECTION, "> T1082", "T1082", "TA0007 Discovery T1082"),
        fault("a risk score in words", DETECTION, "riskScore(47", "riskScore(high", "high"),
        fault("a risk score over 100", DETECTION, "riskScore(47", "riskScore(470", "470"),
        fault(
            "a severity of no kind", DETECTION, "severity(\"medium", "severity(\"meduim", "meduim"),
        fault(
            "a date that is none",
            DIRECTORY,
            "\nwhen",
            "\ndate-expires \"2099-12-31\"\nwhen",
            "2099-12-31"),
        fault("a guide that is not there", DETECTION, "guide.md", "gide.md", "gide.md"),
        fault("a guide elsewhere", DETECTION, "guide.md", "../guide.md", "../guide.md"));
  }

  private static Arguments fault(
      String name, String file, String words, String others, String blamed) {
    return arguments(name, file, words, others, blamed);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void aFaultIsNamedWithFileLineAndColumn(
      String name, String file, String words, String others, String blamed) throws IOException {
    String text = ShippedRules.edit(ShippedRules.copyTo(folder).resolve(file), words, others);
    int at = text.indexOf(blamed);
    int lineStart = text.lastIndexOf('\n', at - 1) + 1;
    int line = (int) text.substring(0, lineStart).chars().filter(c -> c == '\n').count() + 1;

    RuleIssue issue = firstIssue();

    assertThat(issue.file()).isEqualTo(file);
    assertThat(issue.line()).isEqualTo(line);
    assertThat(issue.column()).isEqualTo(at - lineStart + 1);
    assertThat(issue.text()).doesNotContain("\n", "src/main/java");
    assertThat(issue.snippet()).isEqualTo(text.lines().toList().get(line - 1));
    assertThat(issue.toString())
        .startsWith(file + ":" + line + ":" + (at - lineStart + 1) + ": error: ")
        .contains("\n" + " ".repeat(at - lineStart) + "^");
  }

  @ParameterizedTest
  @CsvSource({"then, 21", "'delete(', 22", "'end', 23", "'$suspect :', 11"})
  void halfWrittenRuleIsReportedAtTheEndOfTheFile(String cut, int line) throws IOException {
    Path file = ShippedRules.copyTo(folder).resolve(DIRECTORY);
    String text = Files.readString(file);
    Files.writeString(file, text.substring(0, text.indexOf(cut)));

    assertThat(firstIssue())
        .extracting(RuleIssue::file, RuleIssue::line)
        .containsExactly(DIRECTORY, line);
  }

  @Test
  void fileCutBeforeItsRuleIsRejected() throws IOException {
    Path file = ShippedRules.copyTo(folder).resolve(DIRECTORY);
    String text = Files.readString(file);
    Files.writeString(file, text.substring(0, text.indexOf("rule")));

    assertThat(firstIssue())
        .isEqualTo(whole(DIRECTORY, "contains no rule; is it only half written?"));
  }

  @Test
  void emptyFileIsRejected() throws IOException {
    Files.writeString(ShippedRules.copyTo(folder).resolve("exclusions/mine.drl"), "");

    assertThat(firstIssue())
        .isEqualTo(whole("exclusions/mine.drl", "contains no rule; is it only half written?"));
  }

  @Test
  void binaryFileIsRejected() throws IOException {
    Files.write(
        ShippedRules.copyTo(folder).resolve("core.drl"), new byte[] {0x7f, 'E', (byte) 0xff});

    assertThat(firstIssue()).isEqualTo(whole("core.drl", "is not UTF-8 text"));
  }

  @Test
  void folderWithoutRuleFilesIsRejected() throws IOException {
    Files.writeString(folder.resolve("README.md"), "rule \"none\"");
    Files.writeString(folder.resolve(".#copy.drl"), "half");

    assertThat(firstIssue()).isEqualTo(whole(folder.toString(), "contains no .drl file"));
  }

  @Test
  void sameNameInTwoPackagesIsReportedAtTheSecond() throws IOException {
    Path file = ShippedRules.copyTo(folder).resolve("exclusions/zz.drl");
    Files.writeString(
        file,
        Files.readString(folder.resolve(EXECUTABLE))
            .replace("package unusual_imds_request", "package mine"));

    RuleIssue issue = firstIssue();

    assertThat(issue.file()).isEqualTo("exclusions/zz.drl");
    assertThat(issue.line()).isEqualTo(5);
    assertThat(issue.text()).contains("another rule has the same name");
    assertThat(issue.hint()).containsPattern("it is in .+:\\d+; give one another name");
  }

  @Test
  void everyFaultIsReported() throws IOException {
    ShippedRules.copyTo(folder);
    Files.writeString(folder.resolve("empty.drl"), "\n");
    Files.write(folder.resolve("latin1.drl"), "// caf\u00e9".getBytes(StandardCharsets.ISO_8859_1));

    RuleSetException refused = refused();

    assertThat(refused.issues())
        .extracting(RuleIssue::file)
        .containsExactlyInAnyOrder("empty.drl", "latin1.drl");
    assertThat(refused).hasMessageContaining("empty.drl: error: ").hasMessageContaining("latin1");
  }

  private RuleIssue firstIssue() {
    return refused().issues().get(0);
  }

  private RuleSetException refused() {
    RuleSetException refused =
        catchThrowableOfType(RuleSetException.class, () -> RuleSet.load(folder));
    assertThat(refused).as("the rule set is refused").isNotNull();
    return refused;
  }

  private static RuleIssue whole(String file, String text) {
    return RuleIssue.ofFile(file, text);
  }
}
