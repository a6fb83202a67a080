package dev.weir.internal.cli.author;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.internal.cli.Main;
import dev.weir.testkit.ShippedRules;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that work on the rules of a folder work on imported ones. */
class ImportedFolderTest {

  private static final String NETCAT =
      """
      sequence by host.id with maxspan=5s
        [process where event.type == "start" and process.name like ("nc", "ncat")]
        [network where destination.port == 4444 and not cidrMatch(destination.ip, "10.0.0.0/8")]
      """;

  private static final String CRON =
      """
      file where file.path regex "/etc/cron.*" and not user.name in ("root", "puppet")
      """;

  private static final String GUESSED =
      """
      sequence by source.ip with maxspan=1m
        [authentication where event.outcome == "failure"] with runs=2
        [authentication where event.outcome == "success"]
      """;

  private static final String EVENTS =
      """
      {"@timestamp":"2026-01-01T00:00:00Z","event":{"id":"e1","category":"process","type":"start"},\
      "host":{"id":"h1"},"process":{"name":"nc","executable":"/usr/bin/nc"}}
      {"@timestamp":"2026-01-01T00:00:01Z","event":{"id":"e2","category":"network"},\
      "host":{"id":"h1"},"destination":{"ip":"198.51.100.7","port":4444}}
      {"@timestamp":"2026-01-01T00:01:00Z","event":{"id":"e3","category":"file"},\
      "host":{"id":"h1"},"file":{"path":"/etc/cron.d/x"},"user":{"name":"eve"}}
      {"@timestamp":"2026-01-01T00:01:00Z","event":{"id":"e4","category":"file"},\
      "host":{"id":"h1"},"file":{"path":"/etc/cron.d/y"},"user":{"name":"root"}}
      {"@timestamp":"2026-01-01T00:02:00Z","event":{"id":"e5","category":"authentication",\
      "outcome":"failure"},"host":{"id":"h1"},"source":{"ip":"203.0.113.9"}}
      {"@timestamp":"2026-01-01T00:02:01Z","event":{"id":"e6","category":"authentication",\
      "outcome":"failure"},"host":{"id":"h2"},"source":{"ip":"203.0.113.9"}}
      {"@timestamp":"2026-01-01T00:02:02Z","event":{"id":"e7","category":"authentication",\
      "outcome":"success"},"host":{"id":"h3"},"source":{"ip":"203.0.113.9"}}
      """;

  private static final String CASES =
      """
      cases:
        - name: netcat connects
          events:
            - raw: {"@timestamp": "2026-01-01T00:00:00Z", event: {id: a, category: process, type: start},
                    host: {id: h}, process: {name: nc}}
            - raw: {"@timestamp": "2026-01-01T00:00:01Z", event: {id: b, category: network},
                    host: {id: h}, destination: {ip: 198.51.100.7, port: 4444}}
          alerts: {"netcat": [[a, b]]}
      """;

  @TempDir private static Path folder;
  private static Path rules = Path.of("");
  private static Path events = Path.of("");
  private static Path alerts = Path.of("");
  private static Path ledger = Path.of("");

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void importAndDetect() throws IOException {
    Path source = Files.createDirectory(folder.resolve("source"));
    Files.writeString(source.resolve("netcat.eql"), NETCAT);
    Files.writeString(source.resolve("cron.eql"), CRON);
    Files.writeString(source.resolve("guessed.eql"), GUESSED);
    rules = folder.resolve("rules");
    events = Files.writeString(folder.resolve("events.ndjson"), EVENTS);
    alerts = folder.resolve("alerts.ndjson");
    ledger = folder.resolve("ledger.json");
    ImportedFolderTest first = new ImportedFolderTest();
    first.weir("import", source, "--to", rules);
    first.weir("detect", "--rules", rules, "--ledger", ledger, "--output", alerts, events);
  }

  @Test
  void detectRaisesTheAlertsOfAllHosts() throws IOException {
    assertThat(pairs(rules)).isEqualTo("e1\te2\ne3\ne5\te6\te7\n");
  }

  @Test
  void explainNamesTheEventsOfOtherHostsAndTheClauseThatFails() throws IOException {
    assertThat(written(0, "explain", "--rules", rules, "e7", events))
        .contains("alerted: \"guessed\"", "joins it with e5, 2 s before, and e6, 1 s before");
    assertThat(written(0, "explain", "--rules", rules, "e4", events))
        .contains("no match", "\"cron: event\"", "but not: user.name is root (of 2)");
    assertThat(written(0, "explain", "--rules", rules, "e2", events))
        .contains("alerted: \"netcat\"", "  2026-01-01T00:00:00Z  process  e1\n");
  }

  @Test
  void testMeasuresWhatTheCasesCover() throws IOException {
    Path cases = Files.createDirectories(folder.resolve("cases"));
    Files.writeString(cases.resolve("netcat.yaml"), CASES);
    assertThat(weir("test", "--rules", rules, "--cases", cases, "--coverage")).isZero();
    assertThat(out.toString())
        .contains("1 case, 0 failed")
        .contains("no case needs processName.likeExact(\"ncat\")")
        .contains("no case makes this rule alert or its clause");
  }

  @Test
  void diffNamesTheClauseThatNoLongerHolds() throws IOException {
    Path edited = ShippedRules.copy(rules, folder.resolve("edited"));
    ShippedRules.edit(edited.resolve("rules/netcat.drl"), "has(4444)", "has(4445)");
    assertThat(written(1, "diff", "--rules", rules, "--rules", edited, events))
        .contains("not met: destinationPort.has(4445) of NEW's \"netcat\"")
        .contains("3 alerts with OLD, 2 with NEW, 2 with both");
  }

  @Test
  void ledgerCountsSuspectsAndAlerts() {
    assertThat(weir("ledger", ledger)).isZero();
    assertThat(out.toString())
        .containsPattern(" 2 .* suspects of \"guessed: event 1\"")
        .containsPattern(" 1 .* alerts of   \"guessed\"");
  }

  @Test
  void newExclusionSilencesAnAlertOfEachKind() throws IOException {
    Path tuned = ShippedRules.copy(rules, folder.resolve("tuned"));
    List<String> lines = Files.readAllLines(alerts);
    exclude(tuned, lines.get(0), "process.executable");
    exclude(tuned, lines.get(1), "user.name");
    exclude(tuned, lines.get(2), "source.ip");
    assertThat(pairs(tuned)).isEmpty();
  }

  private String pairs(Path of) throws IOException {
    return written(0, "detect", "--rules", of, "--format=pairs", events);
  }

  /** What a command writes to its output file, because it closes the standard output. */
  private String written(int code, Object... arguments) throws IOException {
    Path file = folder.resolve("output");
    List<Object> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--output", file));
    assertThat(weir(all.toArray())).as("%s", err).isEqualTo(code);
    return Files.readString(file);
  }

  private void exclude(Path tuned, String alert, String field) throws IOException {
    Path file = Files.writeString(folder.resolve("alert.ndjson"), alert + "\n");
    String[] why = {"--owner", "eve", "--reason", "known", "--by", field, "--name", "by " + field};
    assertThat(
            weir(
                "new-exclusion",
                "--rules",
                tuned,
                why[0],
                why[1],
                why[2],
                why[3],
                why[4],
                why[5],
                why[6],
                why[7],
                file))
        .as("%s", err)
        .isZero();
  }

  private int weir(Object... arguments) {
    String[] texts = List.of(arguments).stream().map(String::valueOf).toArray(String[]::new);
    return Main.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(texts);
  }
}
