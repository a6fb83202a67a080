package dev.weir.internal.cli.author;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.internal.cli.Main;
import dev.weir.testkit.ShippedRules;
import dev.weir.testkit.StandardError;
import dev.weir.testkit.Step;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code weir new-detection} from the view of a detection engineer. */
@ResourceLock(Resources.SYSTEM_ERR)
@ResourceLock(Resources.SYSTEM_PROPERTIES)
class NewDetectionCommandTest {

  private static final String TERMINAL = "weir.stdin.terminal";
  private static final String[] HIDDEN = {
    "--name=Hidden program", "--where=process.name like .*", "--description=It is hidden."
  };

  @RegisterExtension private final StandardError err = new StandardError();
  private final StringWriter out = new StringWriter();
  private final InputStream systemIn = System.in;

  @TempDir private Path folder;

  @AfterEach
  void restore() {
    System.clearProperty(TERMINAL);
    System.setIn(systemIn);
  }

  /** The commands of the page in their order, and what it shows of their output and files. */
  @Test
  void thePageSaysWhatHappens() throws IOException {
    String page = Files.readString(Path.of("docs", "new-detection.md"));
    Matcher parts =
        Pattern.compile("(?m)^    \\./weir (.*(?:\\n      .*)*)\\n|^```\\n((?s).*?)^```\\n")
            .matcher(page);
    String seen = "";
    int commands = 0;
    while (parts.find()) {
      if (parts.group(1) != null) {
        commands++;
        assertThat(weir(words(parts.group(1)))).as(err.toString()).isZero();
        seen = out.toString();
        continue;
      }
      if (parts.group(2).startsWith("package ")) {
        seen = read("detections/hidden-program-starts.drl");
      } else if (parts.group(2).startsWith("# ")) {
        seen = read("cases/hidden-program-starts.yaml");
      }
      assertThat(seen).contains(parts.group(2).split("…\n", -1));
    }
    assertThat(commands).isEqualTo(3);
    assertThat(weir("check", "--strict", "--rules=my-rules")).as(out.toString()).isZero();
    assertThat(weir("test", "--rules=my-rules")).as(out.toString()).isZero();
    assertThat(out.toString()).startsWith("22 cases, 0 failed");
  }

  private String read(String file) throws IOException {
    return Files.readString(folder.resolve("my-rules").resolve(file));
  }

  /** From a new folder to an exclusion, as in the documentation's order. */
  @Test
  void itsAlertsCanBeExcluded() throws IOException {
    assertThat(make("--name=Hidden program", "--where=process.name=.x", "--description=Hidden."))
        .isZero();
    Path events =
        Files.writeString(
            folder.resolve("events"),
            Stream.of("agent", "shell")
                .map(name -> Step.exec(name, 0).with("process.parent.name", name))
                .map(step -> step.with("process.name", ".x").with("process.executable", "/x/.x"))
                .map(step -> step.line() + "\n")
                .reduce("", String::concat));
    String alerts = folder.resolve("alerts").toString();

    assertThat(weir("detect", "--rules=my-rules", "--output=" + alerts, events.toString()))
        .isZero();
    assertThat(Files.readAllLines(Path.of(alerts))).hasSize(2);
    Path why = folder.resolve("why");
    assertThat(weir("explain", "--rules=my-rules", "--output=" + why, "agent", events.toString()))
        .isZero();
    assertThat(why)
        .content()
        .contains("\nprocess event of .x on h1\n", "\n  used in alert ")
        .doesNotContain("null");
    assertThat(
            weir(
                "new-exclusion",
                "--rules=my-rules",
                "--by=process.parent.name",
                "--owner=me",
                "--reason=known",
                alerts))
        .as(err.toString())
        .isZero();
    assertThat(
            weir("detect", "--rules=my-rules", "--format=pairs", "" + events, "--output=" + alerts))
        .isZero();
    assertThat(Files.readString(Path.of(alerts))).isEqualTo("shell\n");
  }

  @Test
  void theWizardAsksForAllAndAsksAgain() throws IOException {
    answers(
        "",
        "a \"b\"",
        "Download, then IMDS",
        "process.nmae=curl",
        "event.category=process",
        "process.name in curl,wget",
        "",
        "event.category=network",
        "destination.ip=169.254.169.254",
        "",
        "soon",
        "5m",
        "It downloads, and then asks IMDS.",
        "hihg",
        "high",
        "T1552",
        "");

    assertThat(weir("new-detection", "--rules=my-rules")).as(err.toString()).isZero();
    assertThat(err.toString())
        .contains(
            "name of the detection: an answer is needed\n",
            "--name must be one line without quotation marks",
            "unknown field \"process.nmae\"; did you mean process.name?\n",
            "[1s]: not a duration such as 500ms, 1s or 5m\n",
            "[medium]: one of informational, low, medium, high and critical\n",
            "[none]: @attack is not of the form");
    assertThat(read("detections/download-then-imds.drl"))
        .contains("processName.has(\"curl\", \"wget\")")
        .contains("destinationIp.cidrMatch(\"169.254.169.254\")")
        .contains("this after[0s, 300s] $suspect")
        .contains("@severity(\"high\")\n@riskScore(73)\n@description(\"It downloads, and then");
    assertThat(out.toString())
        .contains("note      the end of a program counts, too; event.type=start leaves it out\n");
  }

  @Test
  void theWizardDoesNotAskForWhatIsGiven() throws IOException {
    answers("Hidden", "process.name like .*", "", "", "");

    assertThat(make("--description=It is hidden.", "--severity=low")).as(err.toString()).isZero();
    assertThat(err.toString()).doesNotContain("sentence", "severity", "longest time");
  }

  @Test
  void anEndOfTheAnswersWritesNothing() throws IOException {
    answers("Hidden", "process.name like .*");

    assertThat(weir("new-detection", "--rules=my-rules")).isEqualTo(2);
    assertThat(err.toString()).contains("a detection needs --name, --where and --description");
    assertThat(folder.resolve("my-rules")).doesNotExist();
  }

  @Test
  void nothingIsOverwritten() throws IOException {
    assertThat(make(HIDDEN)).isZero();
    Path guide = folder.resolve("my-rules/detections/other.md");
    Files.writeString(guide, "mine");
    Map<Path, String> before = files();

    assertThat(make(HIDDEN)).isEqualTo(2);
    assertThat(err.toString())
        .contains("the rule \"Hidden program\" (hidden-program) already exists; choose another");
    assertThat(make("--name=OTHER", HIDDEN[1], HIDDEN[2])).isEqualTo(2);
    assertThat(err.toString()).contains("detections/other.md already exists");
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void aDryRunShowsTheFilesAndWritesNothing() throws IOException {
    assertThat(make(HIDDEN[0], HIDDEN[1], HIDDEN[2], "--dry-run")).isZero();

    assertThat(out.toString())
        .contains("note      events of every category count; event.category=process leaves out")
        .contains("rule \"Hidden program\"", "# Hidden program\n", "- name: all conditions hold")
        .doesNotContain("wrote");
    assertThat(folder.resolve("my-rules")).doesNotExist();
  }

  @Test
  void aConditionThatNothingMeetsIsRefused() throws IOException {
    assertThat(make("--where=process.name=a", "--where=process.name!=a", HIDDEN[0], HIDDEN[2]))
        .isEqualTo(1);
    assertThat(out.toString()).contains("FAILED  hidden-program: all conditions hold\n");
    assertThat(err.toString()).contains("cases fail with the detection\nnothing was written");
    assertThat(folder.resolve("my-rules")).doesNotExist();
  }

  @Test
  void aDetectionOfWhichTheChecksWarnHasToBeAccepted() throws IOException {
    String never = "--where=host.os.type=Linux";

    assertThat(make(HIDDEN[0], never, HIDDEN[2])).isEqualTo(1);
    assertThat(out.toString()).contains("\"Linux\" can never match", "did you mean linux?");
    assertThat(err.toString()).contains("--accept-warnings\nnothing was written");
    assertThat(folder.resolve("my-rules")).doesNotExist();
    assertThat(make(HIDDEN[0], never, HIDDEN[2], "--accept-warnings")).isZero();
  }

  /** Many of the pack's cases have events that the new detection also raises. */
  @Test
  void aDetectionJoinsACopyOfThePack() throws IOException {
    ShippedRules.copyTo(folder.resolve("my-rules"));
    Path cases = Files.createDirectory(folder.resolve("my-rules/cases"));
    for (String table : List.of("base.yaml", "names.yaml")) {
      Files.copy(ShippedRules.CASES.resolve(table), cases.resolve(table));
    }

    assertThat(
            make("--name=Fetch", "--where=process.name in curl,wget", "--description=It fetches."))
        .as(out.toString())
        .isZero();
    assertThat(make("--name=Curl", "--where=process.name=curl", "--description=It is curl."))
        .as(out.toString())
        .isZero();
    assertThat(read("detections/fetch.drl")).startsWith("package unusual_imds_request;\n");
    assertThat(weir("test", "--rules=my-rules")).as(out.toString()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--where=process.excutable=/x|unknown field \"process.excutable\"; did you mean process.exec",
        "--where=a|is no condition; a condition is FIELD=VALUE",
        "--then=process.name|is no condition",
        "--within=5s|--within needs a second event (--then)",
        "--within=0|--within must be a duration such as 5m",
        "--name=a */|--name must be one line without quotation marks, backslashes and */",
        "--description= |a detection needs --name, --where and --description",
        "--message=a\u001bb|--message contains control characters",
        "--severity=bad|Invalid value for option '--severity'",
        "--risk-score=101|--risk-score must be 0 to 100",
        "--attack=T1552|@attack is not of the form"
      })
  void aWrongCommandLineHasCode2(String option, String message) throws IOException {
    List<String> arguments = new ArrayList<>(List.of(HIDDEN));
    boolean more = option.startsWith("--where") || option.startsWith("--then");
    String name = option.substring(0, option.indexOf('=') + 1);
    arguments.removeIf(one -> !more && one.startsWith(name));
    arguments.add(option);

    assertThat(make(arguments.toArray(String[]::new))).isEqualTo(2);
    assertThat(err.toString()).contains(message);
    assertThat(folder.resolve("my-rules")).doesNotExist();
  }

  @Test
  void aCategoryAloneIsNoDetection() throws IOException {
    assertThat(make(HIDDEN[0], "--where=event.category=process", HIDDEN[2])).isEqualTo(2);
    assertThat(err.toString()).contains("a detection needs a condition besides event.category");
  }

  private int make(String... options) {
    return weir(
        Stream.concat(Stream.of("new-detection", "--rules=my-rules"), Arrays.stream(options))
            .toArray(String[]::new));
  }

  private void answers(String... lines) {
    System.setProperty(TERMINAL, "true");
    System.setIn(new ByteArrayInputStream((String.join("\n", lines) + "\n").getBytes(UTF_8)));
  }

  /** Runs a command whose folder my-rules is one of the test. */
  private int weir(String... arguments) {
    out.getBuffer().setLength(0);
    err.reset();
    String rules = folder.resolve("my-rules").toString();
    Path standardOut = folder.resolve("out");
    List<String> all = new ArrayList<>();
    for (String one : arguments) {
      all.add(one.replace("my-rules", rules));
    }
    boolean cards = all.contains("--format=text");
    if (cards) {
      all.add("--output=" + standardOut);
    }
    int code = Main.commandLine().setOut(new PrintWriter(out)).execute(all.toArray(String[]::new));
    String text = out.toString();
    try {
      text += cards ? Files.readString(standardOut) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    out.getBuffer().setLength(0);
    out.write(text.replace(rules, "my-rules"));
    return code;
  }

  /** The words of a shell's command line. */
  private static String[] words(String command) {
    return Pattern.compile("((?:[^\\s\"]|\"[^\"]*\")+)")
        .matcher(command.replace("\\\n", " "))
        .results()
        .map(word -> word.group().replace("\"", ""))
        .toArray(String[]::new);
  }

  private Map<Path, String> files() throws IOException {
    Map<Path, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder.resolve("my-rules")).filter(Files::isRegularFile)) {
      for (Path file : (Iterable<Path>) all::iterator) {
        files.put(file, Files.readString(file));
      }
    }
    return files;
  }
}
