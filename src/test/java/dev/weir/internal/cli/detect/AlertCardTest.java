package dev.weir.internal.cli.detect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Detector;
import dev.weir.alert.Alert;
import dev.weir.internal.cli.detect.AlertCard.Color;
import dev.weir.rule.RuleSet;
import dev.weir.testkit.ShippedRules;
import dev.weir.testkit.Step;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The card of an alert: what an analyst sees first, whatever an attacker wrote. */
class AlertCardTest {

  private static final Path QUICKSTART =
      Path.of("test-fixtures/unusual-imds-request/quickstart.ndjson");
  private static final AlertCard PLAIN =
      new AlertCard(false, Integer.MAX_VALUE, "", List.of("e.ndjson"));

  @Test
  void theNameOfTheHostComesFirstAndThenItsId() throws IOException {
    Step exec = Step.exec("e1", 0);

    assertThat(lines(PLAIN, exec.with("host.name", "web-1")))
        .element(1)
        .isEqualTo("  host     web-1 (h1)");
    assertThat(lines(PLAIN, exec.without("host.name"))).element(1).isEqualTo("  host     h1");
  }

  @Test
  void anIncidentShowsTheProgramAndTheUserOfItsWorstAlert() throws IOException {
    RuleSet rules = RuleSet.load(Path.of("rules-drl/cloud-metadata"));
    Alert incident =
        alerts(rules, Files.readAllBytes(QUICKSTART)).stream()
            .filter(alert -> "web-fra-01".equals(alert.sequence().get(0).getHostName().first()))
            .findFirst()
            .orElseThrow();
    String first = incident.sequence().get(0).getProcessCommandLine().toString();
    assertThat(first).startsWith("/usr/sbin/php-fpm");

    assertThat(PLAIN.of(incident).lines())
        .contains("  user     www-data")
        .anyMatch(line -> line.startsWith("  command  ") && line.contains("curl -s http://169"))
        .noneMatch(line -> line.contains("php-fpm8.3 --nodaemonize"));
  }

  @Test
  void withoutACommandLineTheProgramIsShown() throws IOException {
    Step exec = Step.exec("e1", 0).without("process.command_line");
    assertThat(lines(PLAIN, exec)).contains("  program  /usr/bin/curl");
    exec.without("process.executable");
    assertThat(lines(PLAIN, exec)).contains("  program  curl");
  }

  @Test
  void linesAreBrokenBetweenWordsAndInLongWords() throws IOException {
    String word = "x".repeat(100) + "\ud83d\ude00".repeat(40);
    Step exec = Step.exec("e1", 0).with("process.command_line", "curl one two three " + word);
    AlertCard narrow = new AlertCard(false, 40, "", List.of("e.ndjson"));

    List<String> lines = lines(narrow, exec);
    assertThat(lines.subList(1, lines.size() - 2)) // without the heading and the command
        .allMatch(line -> line.length() <= 40);
    assertThat(lines).contains("  command  curl one two three");
    assertThat(String.join("", lines).replace(" ", "")).contains(word);
  }

  @Test
  void noValueOfAnEventColoursTheTerminalOrReachesTheShell() throws IOException {
    String nasty = "\u001b]0;x\u0007\u202e\u009b2J\n  user     nobody";
    Step exec = Step.exec("$(reboot)", 0);
    for (String field : List.of("host.name", "user.name", "process.command_line", "process.name")) {
      exec.with(field, nasty.replace("x", "curl"));
    }
    exec.with("process.name", "curl");
    AlertCard card = new AlertCard(true, 80, "", List.of("e.ndjson"));

    String text = String.join("\n", lines(card, exec, Step.connection("-n1", 10)));
    assertThat(text.replace("\u001b[33m", "").replace("\u001b[0m", ""))
        .doesNotContain("\u001b", "\u0007", "\u202e", "\u009b", "\n  user     nobody")
        .contains("\\u001b]0;curl\\u0007\\u202e\\u009b2J\\u000a")
        .contains("  guide    weir.guide in the output of --format=alerts");
  }

  @Test
  void standardInputCannotBeExplained() throws IOException {
    AlertCard card = new AlertCard(false, 80, " --rules=mine", List.of("-"));
    assertThat(lines(card, Step.exec("e1", 0)))
        .contains("  guide    weir explain --rules=mine e1 FILE");
  }

  @ParameterizedTest
  @CsvSource({
    "AUTO,   true,  xterm, '', true",
    "AUTO,   false, xterm, '', false",
    "AUTO,   true,  dumb,  '', false",
    "AUTO,   true,  xterm, 1,  false",
    "ALWAYS, false, dumb,  1,  true",
    "NEVER,  true,  xterm, '', false"
  })
  void colourIsForTerminalsUnlessChosen(
      Color color, boolean terminal, String term, String noColor, boolean on) {
    assertThat(color.on(terminal, Map.of("TERM", term, "NO_COLOR", noColor))).isEqualTo(on);
  }

  @ParameterizedTest
  @CsvSource({"120, 120", "'', 80", "wide, 80", "-1, 80", "0, 80", "5, 40"})
  void theWidthIsThatOfTheTerminal(String columns, int width) {
    assertThat(AlertCard.width(true, Map.of("COLUMNS", columns))).isEqualTo(width);
    assertThat(AlertCard.width(false, Map.of("COLUMNS", columns))).isEqualTo(Integer.MAX_VALUE);
  }

  private static List<String> lines(AlertCard card, Step exec) throws IOException {
    return lines(card, exec, Step.connection("n1", 10));
  }

  private static List<String> lines(AlertCard card, Step exec, Step connection) throws IOException {
    String events = exec.line() + "\n" + connection.line();
    List<Alert> alerts = alerts(ShippedRules.get(), events.getBytes(StandardCharsets.UTF_8));
    assertThat(alerts).hasSize(1);
    return card.of(alerts.get(0)).lines().toList();
  }

  private static List<Alert> alerts(RuleSet rules, byte[] events) throws IOException {
    List<Alert> alerts = new ArrayList<>();
    try (InputStream in = new ByteArrayInputStream(events);
        Detector detector =
            Detector.builder(rules)
                .untilTheEnd()
                .incidents(Duration.ofMinutes(5))
                .listener(alerts::add)
                .build()) {
      detector.read(in, "events");
      detector.finish();
    }
    return alerts;
  }
}
