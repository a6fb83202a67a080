package dev.weir.internal.cli.serve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.testkit.ShippedRules;
import dev.weir.testkit.Step;
import dev.weir.testkit.WeirProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A reloaded rule with an endless loop, which answered every request with 503, was named nowhere,
 * could not be deleted, and outlived SIGTERM.
 */
@Tag("thorough")
@SuppressWarnings("try") // some resources only have to be closed
class HangingRulesTest {

  private static final Pattern SHOWN = Pattern.compile("http://127.0.0.1:(\\d+)/health");
  private static final Duration BOUND = Duration.ofSeconds(30);

  /** What the documentation promises. */
  private static final Duration STOP_BOUND = Duration.ofSeconds(20);

  private static final int SIGTERM = 143;

  private static final String FUNCTION =
      "function boolean endless(ProcessEvent event) { while (event.hostKey().equals(\"bad\")) {"
          + " Thread.onSpinWait(); } return true; }\n";

  @TempDir private Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private Path rules;
  private Path events;
  private int port;

  @BeforeEach
  void copyRules() throws IOException {
    rules = ShippedRules.copyTo(folder.resolve("rules"));
    events = Files.createFile(folder.resolve("events.ndjson"));
  }

  @ParameterizedTest(name = "{0} lanes, {1}")
  @CsvSource({"1, consequence", "3, consequence", "1, condition", "1, join"})
  void aRuleThatDoesNotEndIsLeftOutAndNoAlertIsLostOrDoubled(int lanes, String where)
      throws Exception {
    try (WeirProcess weir = serve("lanes: " + lanes)) {
      pair("good1");
      awaitAlerts(1);
      Path added = add(where);
      send(
          Step.exec("before", 0).on("good2"),
          Step.exec("stuck", 0).on("bad"),
          Step.exec("after", 0).on("good3"));
      await().atMost(BOUND).until(() -> get("/health/ready").statusCode() == 503);
      assertThat(get("/health/ready").body())
          .contains("hanging rules: rule \"Loops\" does not end: event stuck of host bad");
      assertThat(get("/health/live").body()).isEqualTo("alive\n");
      assertThat(get("/rules").body()).contains("left_out", "Loops");
      await()
          .atMost(BOUND)
          .until(() -> get("/metrics").body().contains("weir_rule_hangs_total{rule=\"Loops\"} 1"));
      assertThat(get("/metrics").body()).contains("weir_stuck_threads 1.0");
      send(
          Step.connection("n1", 10).on("good2"),
          Step.connection("n2", 10).on("bad"),
          Step.connection("n3", 10).on("good3"));
      awaitAlerts(4);

      Files.delete(added);
      await().atMost(BOUND).until(() -> get("/health/ready").statusCode() == 200);
      assertThat(get("/health/ready").body())
          .startsWith("ready\nnotice: stuck threads: rule \"Loops\"");
      pair("good4");
      awaitAlerts(5);
      assertThat(alerts()).doesNotHaveDuplicates();

      weir.terminate();
      assertThat(weir.awaitExit(STOP_BOUND)).isEqualTo(SIGTERM);
    }
  }

  @Test
  void aRestartWithTheSameRulesDoesNotHangAgain() throws Exception {
    try (WeirProcess weir = serve("")) {
      add("consequence");
      send(Step.exec("stuck", 0).on("bad"));
      await().atMost(BOUND).until(() -> get("/health/ready").statusCode() == 503);
    }
    try (WeirProcess weir = serve("")) {
      assertThat(get("/health/ready").body())
          .contains("rule \"Loops\" is left out, because it did not end before the restart");
      send(Step.exec("again", 100).on("bad"));
      pair("good1");
      awaitAlerts(1);
      assertThat(get("/metrics").body()).contains("weir_rule_hangs_total{rule=\"Loops\"} 0.0");
    }
  }

  @Test
  void aServiceThatHangsStopsWithinItsBound() throws Exception {
    try (WeirProcess weir = serve("decision-time: 1h")) {
      add("consequence");
      send(Step.exec("stuck", 0).on("bad"));
      await().atMost(BOUND).until(() -> get("/metrics").body().contains("lag{source=\"files\"} 0"));
      weir.terminate();
      assertThat(weir.awaitExit(STOP_BOUND)).isEqualTo(SIGTERM);
    }
  }

  @Test
  void silentStandardInputDoesNotDelayTheStop() throws Exception {
    try (WeirProcess weir =
        new WeirProcess("serve", "--config", settings("sources: {stdin: }").toString())) {
      port(weir);
      weir.terminate();
      weir.awaitTold("stopped cleanly");
      assertThat(weir.told()).doesNotContain("did not end in time");
      assertThat(weir.awaitExit(STOP_BOUND)).isEqualTo(SIGTERM);
    }
  }

  @Test
  void aTrialThatDoesNotEndIsRefusedAndLaterRulesAreTried() throws Exception {
    Path cases = Files.createDirectory(rules.resolve("cases"));
    Files.copy(
        Path.of("test-fixtures", "unusual-imds-request", "cases", "base.yaml"),
        cases.resolve("base.yaml"));
    Files.writeString(
        cases.resolve("curl.yaml"),
        """
        cases:
          - name: plain
            events: [{exec: {process.name: curl}}, {net: {}}]
            pairs: [[e1, n1]]
        """);
    try (WeirProcess weir = serve("trial-time: 2s")) {
      Path added =
          Files.writeString(
              rules.resolve("loop.drl"),
              rule("consequence").replace("event.hostKey().equals(\"bad\")", "event != null"));
      await().atMost(BOUND).until(() -> get("/rules").body().contains(" refused "));
      assertThat(get("/rules").body())
          .containsPattern(
              "did not end within 2s: case \".*plain\" .*, in rule \"Loops\" at event e1");
      pair("good1");
      awaitAlerts(1);

      Files.delete(added);
      Files.writeString(rules.resolve("detection.drl"), "// edited\n", StandardOpenOption.APPEND);
      await().atMost(BOUND).until(() -> get("/rules").body().contains(" taken "));
      assertThat(get("/health/ready").body()).startsWith("ready\nnotice: stuck trials: ");
    }
  }

  private static String rule(String where) {
    String head = "package mine;\nimport dev.weir.event.ProcessEvent;\n" + FUNCTION;
    return head
        + switch (where) {
          case "consequence" -> "rule \"Loops\" when $e : ProcessEvent() then endless($e); end\n";
          case "condition" -> "rule \"Loops\" when ProcessEvent(endless(this)) then end\n";
          default ->
              "rule \"Loops\" when $e : ProcessEvent()"
                  + " ProcessEvent(this == $e, endless($e)) then end\n";
        };
  }

  private Path add(String where) throws Exception {
    Path added = Files.writeString(rules.resolve("loop.drl"), rule(where));
    await().atMost(BOUND).until(() -> get("/rules").body().contains(" taken "));
    return added;
  }

  private void pair(String host) throws IOException {
    send(Step.exec("e " + host, 0).on(host), Step.connection("n " + host, 10).on(host));
  }

  private void send(Step... steps) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (Step step : steps) {
      lines.append(step.line()).append('\n');
    }
    Files.writeString(events, lines, StandardOpenOption.APPEND);
  }

  private void awaitAlerts(int count) {
    await().atMost(BOUND).untilAsserted(() -> assertThat(alerts()).hasSize(count));
  }

  private List<String> alerts() throws IOException {
    Path file = folder.resolve("data/alerts.ndjson");
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  private WeirProcess serve(String more) throws Exception {
    String all =
        "sources: {files: {paths: ["
            + events
            + "]}}\nwritable-rules: true\nrules: "
            + rules
            + "\nlateness: 0\n"
            + (more.contains("decision-time") ? "" : "decision-time: 2s\n")
            + more;
    WeirProcess weir = new WeirProcess("serve", "--config", settings(all).toString());
    port = port(weir);
    return weir;
  }

  private Path settings(String text) throws IOException {
    return Files.writeString(
        folder.resolve("weir.yaml"),
        "data: " + folder.resolve("data") + "\nmonitor: {listen: \"127.0.0.1:0\"}\n" + text + "\n");
  }

  private static int port(WeirProcess weir) {
    String told = weir.awaitTold("health and metrics: ");
    Matcher matcher = SHOWN.matcher(told);
    assertThat(matcher.find()).as(told).isTrue();
    return Integer.parseInt(matcher.group(1));
  }

  private HttpResponse<String> get(String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(30))
            .build(),
        HttpResponse.BodyHandlers.ofString(UTF_8));
  }
}
