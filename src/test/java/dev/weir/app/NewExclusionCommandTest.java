package dev.weir.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testkit.Step;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code weir new-exclusion} on a copy of the shipped rules. */
@ResourceLock(Resources.SYSTEM_ERR)
class NewExclusionCommandTest {

  private static final String QUICKSTART = "test-fixtures/unusual-imds-request/quickstart.ndjson";

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final StringWriter out = new StringWriter();
  private PrintStream systemErr;
  private Path rules;

  @TempDir private Path temp;

  @BeforeEach
  void begin() {
    systemErr = System.err;
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    rules = temp.resolve("rules");
    weir("init", rules.toString());
  }

  @AfterEach
  void restore() {
    System.setErr(systemErr);
  }

  @Test
  void eachAlertOfTheQuickstartCanBeExcludedAloneAndStillAlertsOtherwise() throws IOException {
    String before = pairs(QUICKSTART);
    Path alerts = alerts(QUICKSTART);
    List<String> documents = Files.readAllLines(alerts);
    assertThat(documents).hasSize(3);
    for (int i = 0; i < 3; i++) {
      Path one = Files.writeString(temp.resolve("one.ndjson"), documents.get(i) + "\n");
      assertThat(exclude(one.toString(), "--name", "Ours " + i)).as(told()).isZero();
      assertThat(pairs(QUICKSTART).lines()).hasSize(2 - i);
    }
    assertThat(before.lines()).hasSize(3);
    assertThat(weir("test", "--rules", rules.toString())).isZero();
    assertThat(weir("check", "--strict", "--rules", rules.toString())).as(out.toString()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "curl http://169.254.169.254/",
        "curl \"quoted\" 'too' \\ back\\slash",
        "curl * ? [a-z] {x} $HOME `id` #no",
        "curl \t tab \u0007 bell \u2028 line",
        "c\u00fcrl \ud83d\ude00 \u212a elvin",
        "- !yaml: &anchor *alias | > % @ # : ",
        "curl /tmp/tmp.Xy12 4711 3f9c0a7be1d24c55",
      })
  void anyCommandLineIsExcludedExactly(String commandLine) throws IOException {
    Path events = events(commandLine, "n1");
    assertThat(pairs(events.toString())).isEqualTo("e1\tn1\n");

    assertThat(exclude(alerts(events.toString()).toString(), "--name", "Ours")).as(told()).isZero();

    assertThat(pairs(events.toString())).isEmpty();
    assertThat(pairs(events("x" + commandLine, "n1").toString())).isEqualTo("e1\tn1\n");
  }

  @Test
  void nothingIsWrittenWhereATruePositiveWouldBeSilenced() throws IOException {
    Path events = events("curl x", "n1");
    Path alerts = alerts(events.toString());
    Files.writeString(
        rules.resolve("cases/attack.yaml"),
        "cases:\n  - name: the attack\n    true-positive: true\n    events:\n"
            + "      - exec: {process.name: curl, process.executable: /usr/bin/curl}\n"
            + "      - net:\n    pairs: [[e1, n1]]\n");
    List<Path> before = files();

    assertThat(exclude(alerts.toString(), "--by", "process.parent.executable")).isEqualTo(1);

    assertThat(files()).isEqualTo(before);
    assertThat(out.toString()).contains("attack: the attack");
    assertThat(told()).contains("nothing is written");
  }

  @Test
  void aDryRunShowsBothFilesAndWritesNone() throws IOException {
    Path alerts = alerts(events("curl x", "n1").toString());
    List<Path> before = files();

    assertThat(exclude(alerts.toString(), "--dry-run", "--expires", "2199-12-31")).isZero();

    assertThat(files()).isEqualTo(before);
    assertThat(out.toString()).contains("date-expires \"31-Dec-2199\"", "excluded-by:");
  }

  @Test
  void whatCannotBeHasItsCode() throws IOException {
    Path alerts = alerts(events("curl x", "n1").toString());

    assertThat(exclude(alerts.toString(), "--by", "process.nmae")).isEqualTo(2);
    assertThat(told()).contains("process.nmae");
    assertThat(exclude(alerts.toString(), "--alert", "ffff")).isEqualTo(4);
    assertThat(exclude(QUICKSTART)).isEqualTo(4);
    assertThat(weir("new-exclusion", "--rules", rules.toString(), alerts.toString())).isEqualTo(2);
    assertThat(exclude(alerts.toString())).isZero();
    assertThat(exclude(alerts.toString())).isEqualTo(3);
    assertThat(told()).contains("they are excluded by");
  }

  private Path events(String commandLine, String connection) throws IOException {
    String exec =
        Step.exec("e1", 0)
            .with("process.command_line", commandLine)
            .with("process.executable", "/usr/bin/curl")
            .line();
    Path file = temp.resolve("events.ndjson");
    return Files.writeString(file, exec + "\n" + Step.connection(connection, 10).line() + "\n");
  }

  private Path alerts(String events) {
    Path alerts = temp.resolve("alerts.ndjson");
    weir("detect", "--quiet", "--rules", rules.toString(), "--output", alerts.toString(), events);
    return alerts;
  }

  private String pairs(String events) throws IOException {
    Path pairs = temp.resolve("pairs");
    weir("detect", "--quiet", "--format=pairs", "--rules=" + rules, "--output=" + pairs, events);
    return Files.readString(pairs);
  }

  private int exclude(String alerts, String... more) {
    List<String> words = new ArrayList<>(List.of("new-exclusion", "--rules=" + rules));
    words.addAll(List.of("--owner", "me", "--reason", "ours", alerts));
    words.addAll(Arrays.asList(more));
    return weir(words.toArray(String[]::new));
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> walk = Files.walk(rules)) {
      return walk.sorted().toList();
    }
  }

  private int weir(String... words) {
    return Main.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
        .execute(words);
  }

  private String told() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
