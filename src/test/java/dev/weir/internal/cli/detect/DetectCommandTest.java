package dev.weir.internal.cli.detect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.internal.cli.Main;
import dev.weir.internal.cli.common.ExitCode;
import dev.weir.testkit.Loop;
import dev.weir.testkit.ShippedRules;
import dev.weir.testkit.StandardError;
import dev.weir.testkit.Step;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code weir detect} as an operator uses it. */
@ResourceLock(Resources.SYSTEM_ERR)
@SuppressWarnings("try") // some resources only have to be closed
class DetectCommandTest {

  private static final String QUICKSTART = "test-fixtures/unusual-imds-request/quickstart.ndjson";
  private static final String PAIR =
      Step.exec("e1", 0).line() + "\n" + Step.connection("n1", 10).line() + "\n";

  @RegisterExtension private final StandardError err = new StandardError();

  @TempDir private Path folder;

  @Test
  void theQuickstartGivesTheExpectedPairs() throws IOException {
    assertThat(detect("--format", "pairs", QUICKSTART)).isZero();

    assertThat(output())
        .isEqualTo(Files.readString(Path.of(QUICKSTART.replace(".ndjson", ".expected"))));
    assertThat(told()).contains("read      40 events", "alerts    3, and 0 suppressed");
  }

  @Test
  void anAlertFailsTheRunOnlyIfAsked() throws IOException {
    String pair = file("pair", PAIR);
    String exec = file("exec", Step.exec("e1", 0).line());

    assertThat(detect(pair)).isZero();
    assertThat(detect("--fail-on-alert", pair)).isEqualTo(1);
    assertThat(detect("--fail-on-alert", exec)).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "end"}) // while it reads, and when it ends
  void aRuleThatDoesNotEndIsNamedAndTheAlertsBeforeItAreWritten(String lateness)
      throws IOException {
    Path rules = ShippedRules.copyTo(folder.resolve("rules"));
    Files.writeString(
        rules.resolve("loop.drl"),
        """
        package mine;
        rule "Loops" when $e : dev.weir.event.ProcessEvent()
        then dev.weir.testkit.Loop.turn($e, "bad"); end
        """);
    String events = file("hang", PAIR + Step.exec("e2", 20).on("bad").line() + "\n");
    try (Loop loop = new Loop()) {
      assertThat(
              detect(
                  "--rules",
                  rules.toString(),
                  "--lateness",
                  lateness,
                  "--decision-time=1s",
                  events))
          .isEqualTo(ExitCode.HUNG);
    }
    assertThat(told()).contains("rule \"Loops\" does not end: event e2 of host bad");
    assertThat(output().lines()).hasSize(1);
  }

  @Test
  void alertsAreEcsDocumentsOneALine() throws IOException {
    assertThat(detect(file("pair", PAIR))).isZero();

    assertThat(output().lines())
        .singleElement()
        .asString()
        .startsWith("{\"@timestamp\":\"2025-01-27T10:00:00")
        .contains("\"kind\":\"alert\"", "ecc0cd54-608e-11ef-ab6d-f661ea17fbce");
  }

  @Test
  void textEscapesWhatWouldMoveTheCursor() throws IOException {
    String nasty = Step.exec("e1", 0).with("process.command_line", "x\u001b[2J\r\nok\u202e").line();
    detect("--format", "text", file("nasty", nasty + "\n" + Step.connection("n1", 10).line()));

    assertThat(output())
        .contains("medium 47  Unusual IMDS API Request", "x\\u001b[2J\\u000d\\u000aok\\u202e")
        .doesNotContain("\u001b", "\r", "\u202e");
  }

  @Test
  void theCardOfTheDocumentationIsWhatIsWritten() throws IOException {
    Matcher card =
        Pattern.compile("(?ms)^`text`: .*?^```\\n(.*?)^```$")
            .matcher(Files.readString(Path.of("docs", "detect.md")));
    assertThat(card.find()).isTrue();

    assertThat(detect("--format", "text", QUICKSTART)).isZero();
    for (String line : card.group(1).lines().toList()) {
      assertThat("\n" + output()).contains("\n" + line.split("…", -1)[0]);
    }
  }

  @ParameterizedTest
  @CsvSource({"always, true", "never, false", "auto, false"}) // a file is no terminal
  void colourIsAChoice(String when, boolean coloured) throws IOException {
    assertThat(detect("--format", "text", "--color", when, file("pair", PAIR))).isZero();

    assertThat(output().contains("\u001b[33mmedium 47\u001b[0m")).isEqualTo(coloured);
    assertThat(output().contains("\u001b")).isEqualTo(coloured);
  }

  @Test
  void theCommandOfACardShowsTheGuide() throws IOException {
    String pair = file("a pair's", PAIR);
    String rules = ShippedRules.copyTo(folder.resolve("rules")).toString();
    detect("--format", "text", "--rules", rules, pair);
    String command = output().lines().filter(line -> line.startsWith("  guide ")).findFirst().get();
    assertThat(command)
        .isEqualTo(
            "  guide    weir explain --rules=%s e1 '%s'"
                .formatted(rules, pair.replace("'", "'\\''")));

    int code =
        Main.commandLine()
            .execute("explain", "--rules=" + rules, "e1", pair, "--output=" + alerts());
    assertThat(code).isZero();
    assertThat(output()).contains("guide of \"Unusual IMDS API Request\"");
  }

  @Test
  void notesEscapeWhatWouldMoveTheCursor() throws IOException {
    String late = Step.exec("\u001b[2J", -5000).line();
    detect("--lateness", "0", file("late", PAIR + late + "\n"));

    assertThat(told()).contains("event \\u001b[2J arrived too late").doesNotContain("\u001b");
  }

  @Test
  void oneExcludedEventHasOneTime() {
    assertThat(detect(QUICKSTART)).isZero();
    assertThat(told())
        .contains("by \"Known agents by parent executable\", 2025-06-17T02:13:05.161Z\n");
  }

  @Test
  void anEditedWordChangesTheResult() throws IOException {
    Path rules = ShippedRules.copyTo(folder.resolve("rules"));
    ShippedRules.edit(rules.resolve("detection.drl"), "\"curl\"", "\"hurl\"");
    String pair = file("pair", PAIR);

    assertThat(detect("--fail-on-alert", "--rules", rules.toString(), pair)).isZero();
    assertThat(output()).isEmpty();
  }

  @Test
  void aRuleThatDoesNotCompileIsShown() throws IOException {
    Path rules = ShippedRules.copyTo(folder.resolve("rules"));
    ShippedRules.edit(rules.resolve("detection.drl"), "processName.", "processNmae.");

    assertThat(detect("--rules", rules.toString(), file("pair", PAIR))).isEqualTo(3);
    assertThat(told())
        .contains("weir: the rules do not compile\n" + rules.resolve("detection.drl") + ":20:9: ")
        .contains("\n        processNmae.like(\n        ^\nhint: did you mean processName?");
  }

  @Test
  void filesWithGzipMembersCarriageReturnsAndByteOrderMarksAreOneInput() throws IOException {
    String[] lines = PAIR.split("\n");
    Path first = folder.resolve("first");
    ByteArrayOutputStream members = new ByteArrayOutputStream();
    members.writeBytes(gzip(Step.exec("e0", 0).of("p0").line() + "\n"));
    members.writeBytes(gzip(lines[0] + "\n"));
    Files.write(first, members.toByteArray());
    String second =
        file("second", "\ufeff" + lines[1] + "\r\n" + Step.connection("n0", 9).of("p0").line());

    assertThat(detect("--format", "pairs", first.toString(), second)).isZero();
    assertThat(output().lines()).containsExactlyInAnyOrder("e0\tn0", "e1\tn1");
    assertThat(told()).contains("read      4 events", "0 malformed");
  }

  @Test
  void aMissingFileOrAFolderCannotBeRead() {
    assertThat(detect(folder.resolve("none").toString())).isEqualTo(4);
    assertThat(told()).contains("cannot read ", "none: no such file or folder");
    assertThat(detect(folder.toString())).isEqualTo(4);
    assertThat(told()).contains("cannot read " + folder + ": it is a folder");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [ LINES ]                                | a JSON array; convert it with jq -c '.[]'
          [ ,LINES, ]                              | a JSON array
          { "host": {, "id": "h" }, }              | JSON over several lines; convert it with jq -c .
          <Event xmlns="http://x">, <System/>      | XML; export the events as JSON
          time;host;process, 1;h;curl              | CSV; export the events as JSON
          nonsense                                 | nonsense does not have one JSON object on each line
          """)
  void anInputOfAnotherFormIsNamedWithTheRemedy(String content, String message) throws IOException {
    String lines = PAIR.strip().replace("\n", ",");
    String text =
        content.replace(", ", "\n").replace(",LINES,", "\n" + lines).replace("LINES", lines);
    String other = file("nonsense", text);

    assertThat(detect(other)).isEqualTo(4);
    assertThat(told()).contains(other, message);
  }

  @Test
  void aMalformedFirstLineStopsNoFile() throws IOException {
    assertThat(detect("--format", "pairs", file("array", "[1, 2]\n" + PAIR))).isZero();
    assertThat(output().lines()).containsExactly("e1\tn1");
  }

  @Test
  void aTruncatedGzipIsReadAsFarAsPossibleAndSoAreTheNextFiles() throws IOException {
    byte[] whole = gzip(PAIR);
    Path cut = Files.write(folder.resolve("cut.gz"), Arrays.copyOf(whole, whole.length - 4));
    String other =
        file("other", PAIR.replace("e1", "e2").replace("n1", "n2").replace("\"h1\"", "\"h2\""));

    assertThat(detect("--format", "pairs", cut.toString(), other)).isEqualTo(4);
    assertThat(output().lines()).containsExactlyInAnyOrder("e1\tn1", "e2\tn2");
    assertThat(told()).contains("cannot read " + cut);
  }

  @Test
  void malformedAndLateLinesAreWrittenUnchanged() throws IOException {
    String late = Step.exec("late", -5000).line();
    Path malformed = folder.resolve("malformed");
    Path lates = folder.resolve("late");
    String input = file("input", PAIR + "{\"half\":\n" + late + "\n\n[1, 2]\n");

    detect(
        "--lateness", "0", "--malformed", malformed.toString(), "--late", lates.toString(), input);

    assertThat(Files.readString(malformed)).isEqualTo("{\"half\":\n[1, 2]\n");
    assertThat(Files.readString(lates)).isEqualTo(late + "\n");
    assertThat(told()).contains("input:3: not JSON", "arrived too late");
  }

  @Test
  void quietSaysNothing() throws IOException {
    assertThat(detect("--quiet", file("input", PAIR + "nonsense\n"))).isZero();

    assertThat(told()).isEmpty();
    assertThat(output()).isNotEmpty();
  }

  @Test
  void aRollUpReplacesFurtherAlertsButNotPairs() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      lines.add(Step.exec("e" + i, 10 * i).line());
      lines.add(Step.connection("n" + i, 10 * i + 1).line());
    }
    String input = file("input", String.join("\n", lines));

    detect("--max-alerts", "2", input);
    assertThat(output().lines()).hasSize(3).last().asString().contains("\"suppressed\":3");
    assertThat(told()).contains("alerts    2, and 3 suppressed");

    detect("--max-alerts", "2", "--format", "pairs", input);
    assertThat(output().lines()).hasSize(5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"500ms", "30s", "5m", "1h", "2d", "0", "end"})
  void aLatenessIsRead(String lateness) throws IOException {
    assertThat(detect("--lateness", lateness, "--format", "pairs", file("pair", PAIR))).isZero();
    assertThat(output()).isEqualTo("e1\tn1\n");
  }

  @ParameterizedTest
  @CsvSource({
    "--lateness, 5, is not a duration",
    "--lateness, -1s, is not a duration",
    "--lateness, soon, is not a duration",
    "--lanes, 0, must be at least 1",
    "--max-alerts, 0, must be at least 1",
    "--format, xml, Invalid value",
    "--rules, nowhere, is not a folder",
    "--nonsense, 1, Unknown option"
  })
  void anInvalidCommandLineIsReportedWithCode2(String option, String value, String message)
      throws IOException {
    assertThat(detect(option, value, file("pair", PAIR))).isEqualTo(2);
    assertThat(told()).contains(message);
  }

  private int detect(String... arguments) {
    List<String> all = new ArrayList<>(List.of("detect", "--output", alerts().toString()));
    all.addAll(List.of(arguments));
    err.reset();
    return Main.commandLine().execute(all.toArray(String[]::new));
  }

  private Path alerts() {
    return folder.resolve("alerts.out");
  }

  private String output() throws IOException {
    return Files.readString(alerts());
  }

  private String told() {
    return err.toString();
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return packed.toByteArray();
  }
}
