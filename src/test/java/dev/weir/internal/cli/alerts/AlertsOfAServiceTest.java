package dev.weir.internal.cli.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.weir.internal.cli.Main;
import dev.weir.internal.service.triage.TriageStore;
import dev.weir.testkit.StandardError;
import dev.weir.testkit.Step;
import dev.weir.testkit.WeirProcess;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** {@code weir alerts} beside {@code weir serve}, in a data folder of an earlier version. */
@Tag("thorough")
@ResourceLock(Resources.SYSTEM_ERR)
class AlertsOfAServiceTest {

  @RegisterExtension private final StandardError err = new StandardError();
  @TempDir private Path folder;
  private final AtomicInteger status = new AtomicInteger(400);
  private final AtomicInteger accepted = new AtomicInteger();
  private HttpServer receiver;

  @BeforeEach
  void receive() throws Exception {
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          accepted.addAndGet(status.get() == 200 ? 1 : 0);
          exchange.sendResponseHeaders(status.get(), -1);
          exchange.close();
        });
    receiver.start();
  }

  @AfterEach
  void stop() {
    receiver.stop(0);
  }

  /** The store has the three alerts of the quickstart. */
  @Test
  void whatTheSinkRefusedIsSentAgain() throws Exception {
    Path data = Files.createDirectory(folder.resolve("data"));
    try (var in =
        new GZIPInputStream(
            Objects.requireNonNull(
                TriageStore.class.getResourceAsStream("before-console.db.gz")))) {
      Files.copy(in, data.resolve("weir.db"));
    }
    Path settings =
        Files.writeString(
            folder.resolve("weir.yaml"),
            """
            data: %s
            monitor: {listen: "127.0.0.1:0"}
            sources: {bulk: {listen: "127.0.0.1:0"}}
            sinks: {pager: {type: webhook, url: "http://127.0.0.1:%d/"}}
            keep-alerts: 36500d
            """
                .formatted(data, receiver.getAddress().getPort()));
    try (WeirProcess weir = new WeirProcess("serve", "--config", settings.toString())) {
      Matcher port =
          Pattern.compile("http://127.0.0.1:(\\d+)/health").matcher(weir.awaitTold("/health;"));
      assertThat(port.find()).isTrue();
      await().until(() -> Files.exists(data.resolve("console.db")));
      await()
          .untilAsserted(
              () -> assertThat(alerts("list", data, "--refused")).contains(" returned 400"));
      await().until(() -> alerts("list", data, "--refused", "--format=json").lines().count() == 3);
      await()
          .untilAsserted(
              () ->
                  assertThat(ready(port.group(1))).startsWith("ready\nnotice: refused alerts: 3,"));

      status.set(200);
      assertThat(alerts("resend", data, "--refused")).isEqualTo("3 deliveries requested\n");
      await().until(() -> accepted.get() == 3);
      await().until(() -> alerts("list", data, "--refused").isEmpty());
      await().untilAsserted(() -> assertThat(ready(port.group(1))).isEqualTo("ready\n"));
      weir.terminate();
      weir.awaitTold("stopped cleanly");
    }
    assertThat(accepted).hasValue(3);
    assertThat(alerts("list", data).lines()).hasSize(4);
  }

  /** What came by a source that cannot be read again. */
  @Test
  void aKeptEventIsExplained() throws Exception {
    Path data = folder.resolve("data");
    Path settings =
        Files.writeString(
            folder.resolve("weir.yaml"),
            """
            data: %s
            monitor: {listen: "127.0.0.1:0"}
            sources: {stdin: }
            keep-events: 1h
            """
                .formatted(data));
    Path events = folder.resolve("events.ndjson");
    try (WeirProcess weir = new WeirProcess("serve", "--config", settings.toString())) {
      weir.awaitTold("/health;");
      weir.write(Step.exec("e1", 0).line() + "\n" + Step.connection("n1", 10).line() + "\n");
      await().until(() -> Files.exists(data.resolve("events.db")));
      await()
          .untilAsserted(
              () -> {
                alerts("events", data, "--output", events.toString());
                assertThat(Files.readAllLines(events)).hasSize(2);
              });
    }
    Path explained = folder.resolve("explained.txt");
    String[] explain = {"explain", "--output", explained.toString(), "n1", events.toString()};
    assertThat(Main.commandLine().execute(explain)).isZero();
    assertThat(explained).content().contains("Unusual IMDS API Request");
  }

  private String alerts(String command, Path data, String... arguments) {
    StringWriter out = new StringWriter();
    String[] all = new String[arguments.length + 4];
    System.arraycopy(new String[] {"alerts", command, "--data", "" + data}, 0, all, 0, 4);
    System.arraycopy(arguments, 0, all, 4, arguments.length);
    assertThat(Main.commandLine().setOut(new PrintWriter(out, true)).execute(all))
        .as(err.toString())
        .isZero();
    return out.toString();
  }

  private static String ready(String port) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + port + "/health/ready");
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
