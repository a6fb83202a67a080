package dev.weir.internal.cli.serve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.internal.cli.Main;
import dev.weir.internal.cli.common.ExitCode;
import dev.weir.testkit.ShippedRules;
import dev.weir.testkit.StandardError;
import dev.weir.testkit.Step;
import dev.weir.testkit.WeirProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** {@code weir serve} as a process: started, killed, stopped. */
@ResourceLock(Resources.SYSTEM_ERR)
class ServeCommandTest {

  private static final Pattern SHOWN = Pattern.compile("http://127.0.0.1:(\\d+)/health");

  private static final Pattern ID = Pattern.compile("\"id\":\"([0-9a-f]{64})\"");

  @RegisterExtension private final StandardError err = new StandardError();
  @TempDir private Path folder;
  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void aKilledServiceContinuesWhereItWas() throws Exception {
    Path events = Files.createFile(folder.resolve("events.ndjson"));
    Path settings = settings("sources: {files: {paths: [" + events + "]}}");
    // the exec of each pair is taken before a kill, its connection after it
    for (int run = 0; run < 3; run++) {
      StringBuilder lines = new StringBuilder();
      if (run > 0) {
        int at = (run - 1) * 1000;
        lines.append(Step.connection("n" + run, at + 900).of("p" + run).line()).append('\n');
      }
      int next = run + 1;
      lines.append(Step.exec("e" + next, run * 1000).of("p" + next).line()).append('\n');
      Files.writeString(events, lines, StandardOpenOption.APPEND);
      try (WeirProcess weir = new WeirProcess("serve", "--config", settings.toString())) {
        int port = port(weir);
        String pending = "weir_pending_documents " + (2 * run + 1) + ".0";
        await().until(() -> metrics(port).contains(pending));
      }
    }
    String end = Step.connection("end", 600_000).line() + "\n";
    Files.writeString(events, end, StandardOpenOption.APPEND);
    try (WeirProcess weir = new WeirProcess("serve", "--config", settings.toString())) {
      int port = port(weir);
      await().until(() -> metrics(port).contains("weir_outbox_alerts{sink=\"file\"} 0.0"));
      await().until(() -> ids(folder.resolve("data/alerts.ndjson")).size() == 2);
    }
  }

  /** By hand, the folder was 0755 and the database 0644, with command lines in it. */
  @Test
  void onlyTheOwnerCanReadTheData() throws Exception {
    Path data = Files.createDirectory(folder.resolve("data"));
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
    for (String old : List.of("weir.db", "alerts.ndjson", "alerts.ndjson.1.gz")) {
      Path file = Files.createFile(data.resolve(old));
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }
    Path settings = settings("sources: {stdin: }\nlateness: 0");
    try (WeirProcess weir = new WeirProcess("serve", "--config", settings.toString())) {
      port(weir);
      weir.write(Step.exec("e1", 0).line() + "\n" + Step.connection("n1", 10).line() + "\n");
      await().until(() -> Files.size(data.resolve("alerts.ndjson")) > 0);
      assertThat(permissions(data)).containsOnly("rw-------").hasSizeGreaterThan(3);
      weir.finish();
      weir.awaitTold("stopped cleanly");
    }
    assertThat(permissions(data)).containsOnly("rw-------").hasSizeGreaterThan(3);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
        .isEqualTo("rwx------");
  }

  private static List<String> permissions(Path folder) throws IOException {
    List<String> permissions = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        permissions.add(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
      }
    }
    return permissions;
  }

  /** With the default lateness, an alert appeared after five minutes, and no log line said so. */
  @Test
  void anAlertNeedNotWaitForTheLateness() throws Exception {
    Path settings = settings("sources: {stdin: }");
    try (WeirProcess weir = new WeirProcess("serve", "--config", settings.toString())) {
      weir.awaitTold("about a second after the last event");
      assertThat(weir.told())
          .contains("events: standard input; ")
          .contains("alerts: " + folder.resolve("data/alerts.ndjson"));
      weir.write(Step.exec("e1", 0).line() + "\n" + Step.connection("n1", 10).line() + "\n");
      weir.awaitTold("Unusual IMDS API Request: ");
      await().until(() -> Files.exists(folder.resolve("data/alerts.ndjson")));
    }
  }

  @Test
  void theStartNamesEveryAddressAndFileAndTheStopWhatWaits() throws Exception {
    Path settings =
        settings(
            """
            sources: {bulk: {listen: "127.0.0.1:0"}, stdin: }
            sinks: {chat: {type: webhook, body: slack, url: "http://127.0.0.1:1/secret"}}""");
    try (WeirProcess weir = new WeirProcess("serve", "--config", settings.toString())) {
      port(weir);
      assertThat(weir.told())
          .containsPattern("events: http://127.0.0.1:[1-9]\\d+/_bulk, standard input; ")
          .contains("alerts: http://127.0.0.1:1, about a second after the last event; ")
          .contains("data: " + folder.resolve("data") + "; rules: those of weir.jar (")
          .doesNotContain("secret");
      weir.write(Step.exec("e1", 0).line() + "\n" + Step.connection("n1", 10).line() + "\n");
      weir.awaitTold("sink chat: http://127.0.0.1:1 cannot be reached");
      weir.terminate();
      weir.awaitTold("sink chat: alerts that wait until the next start: 1");
      weir.awaitTold("stopped cleanly");
    }
  }

  /** The only message was that it stopped cleanly; the reason came after it. */
  @Test
  void anAddressInUseIsAllThatAFailedStartSays() throws Exception {
    try (ServerSocket used = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String listen = "{listen: \"127.0.0.1:%d\"}".formatted(used.getLocalPort());
      Path settings = settings("sources: {bulk: " + listen + "}");
      try (WeirProcess weir = new WeirProcess("serve", "--config", settings.toString())) {
        weir.awaitTold("set another `listen`");
        assertThat(weir.awaitExit(Duration.ofSeconds(60))).isEqualTo(ExitCode.INPUT);
        assertThat(weir.told())
            .contains("weir: source bulk: cannot listen on 127.0.0.1:" + used.getLocalPort())
            .doesNotContain("stopped", "events:");
      }
    }
  }

  @Test
  void theServiceStopsWhenStandardInputEnds() throws Exception {
    Path settings = settings("sources: {stdin: }\nlateness: 0");
    try (WeirProcess weir = new WeirProcess("serve", "--config", settings.toString())) {
      port(weir);
      weir.write(Step.exec("e1", 0).line() + "\n" + Step.connection("n1", 10).line() + "\n");
      weir.finish();
      weir.awaitTold("stopped cleanly");
    }
    assertThat(ids(folder.resolve("data/alerts.ndjson"))).hasSize(1);
  }

  /** One crafted event took the service out of a load balancer. */
  @Test
  void whatAnySenderCanSendIsShownAndLeavesTheServiceReady() throws Exception {
    Path settings = settings("sources: {stdin: }\nlateness: 0");
    try (WeirProcess weir = new WeirProcess("serve", "--config", settings.toString())) {
      int port = port(weir);
      weir.write(Step.exec("e1", 0).with("@timestamp", "2099-01-01T00:00:00Z").line() + "\n");
      String notice = "notice: hosts: host h1: its clock is ahead";
      await()
          .untilAsserted(
              () -> assertThat(get(port, "/health").body()).startsWith("ready\n" + notice));
      assertThat(get(port, "/health/ready").statusCode()).isEqualTo(200);
      assertThat(metrics(port))
          .contains("weir_notice{part=\"hosts\"} 1")
          .doesNotContain("weir_trouble{part=\"hosts\"");
      weir.finish();
    }
  }

  @Test
  void healthAndMetricsAreServed() throws Exception {
    Path settings = settings("sources: {bulk: {listen: \"127.0.0.1:0\"}}");
    try (WeirProcess weir = new WeirProcess("serve", "--config", settings.toString())) {
      int port = port(weir);
      assertThat(get(port, "/health/live").body()).isEqualTo("alive\n");
      assertThat(get(port, "/health/ready").body()).isEqualTo("ready\n");
      assertThat(get(port, "/health").body()).isEqualTo("ready\n");
      assertThat(get(port, "/else").statusCode()).isEqualTo(404);
      await()
          .untilAsserted(
              () ->
                  assertThat(metrics(port))
                      .contains("weir_rules_info{hash=", "weir_source_lag{source=\"bulk\"}"));
    }
  }

  @Test
  void ruleUpdatesAreStored() throws Exception {
    Path rules = Files.createDirectory(folder.resolve("rules"));
    String mine = "package mine;\nrule \"Mine\" when dev.weir.event.Suspect() then end\n";
    Path drl = Files.writeString(rules.resolve("mine.drl"), mine);
    Path settings =
        settings(
            "sources: {bulk: {listen: \"127.0.0.1:0\"}}\nwritable-rules: true\nrules: " + rules);
    try (WeirProcess weir = new WeirProcess("serve", "--config", settings.toString())) {
      int port = port(weir);
      Files.writeString(drl, "broken");
      await().until(() -> rules(port).contains(" refused "));
      Files.writeString(drl, mine + "// edited\n");
      await().until(() -> rules(port).contains(" taken "));
    }
    try (WeirProcess weir = new WeirProcess("serve", "--config", settings.toString())) {
      assertThat(rules(port(weir)))
          .containsPattern(
              "(?s).* started [0-9a-f]{64}\n.* taken [0-9a-f]{64}\n.* refused .* started .*");
    }
  }

  private String rules(int port) throws Exception {
    return get(port, "/rules").body();
  }

  @Test
  void startFailuresAreReported() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assertThat(serve(settings("sources: {bulk: {listen: \"127.0.0.1:" + port + "\"}}")))
          .isEqualTo(ExitCode.INPUT);
      assertThat(err.toString()).contains("127.0.0.1:" + port);
    }
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThat(serve(Files.writeString(folder.resolve("w.yaml"), "data: " + file + "/data")))
        .isEqualTo(ExitCode.INPUT);
    assertThat(err.toString()).contains("cannot create the data folder");
  }

  @Test
  void checkReportsWhetherItWouldStart() throws Exception {
    assertThat(Main.commandLine().execute("serve", "--check")).isZero();
    Path rules = ShippedRules.copyTo(folder.resolve("rules"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThat(check(settings("rules: " + rules))).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("rules: anybody may write to ");

    Path drl = rules.resolve("detection.drl");
    assertThat(check(settings("writable-rules: true\nrules: " + rules))).isZero();
    Files.writeString(drl, "rule \"broken\" when then en");
    assertThat(check(settings("writable-rules: true\nrules: " + rules))).isEqualTo(ExitCode.RULES);
    assertThat(err.toString()).contains("the rules do not compile", drl.toString());
  }

  private static int check(Path settings) {
    return Main.commandLine().execute("serve", "--config", settings.toString(), "--check");
  }

  private static int serve(Path settings) {
    return Main.commandLine().execute("serve", "--config", settings.toString());
  }

  private Path settings(String text) throws IOException {
    return Files.writeString(
        folder.resolve("weir.yaml"),
        "data: " + folder.resolve("data") + "\nmonitor: {listen: \"127.0.0.1:0\"}\n" + text + "\n");
  }

  private static int port(WeirProcess weir) throws IOException {
    String told = weir.awaitTold("health and metrics: ");
    Matcher matcher = SHOWN.matcher(told);
    assertThat(matcher.find()).as(told).isTrue();
    return Integer.parseInt(matcher.group(1));
  }

  private String metrics(int port) throws Exception {
    return get(port, "/metrics").body();
  }

  private HttpResponse<String> get(int port, String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(30))
            .build(),
        HttpResponse.BodyHandlers.ofString(UTF_8));
  }

  private static Set<String> ids(Path alerts) throws IOException {
    Set<String> ids = new TreeSet<>();
    for (String line : Files.readAllLines(alerts)) {
      Matcher matcher = ID.matcher(line);
      assertThat(matcher.find()).isTrue();
      ids.add(matcher.group(1));
    }
    return ids;
  }
}
