package dev.weir.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** {@code ./weir serve} with a _bulk endpoint, and a sender that retries until it succeeds. */
final class BulkService {

  private static final HttpClient CLIENT =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  private final int port = WeirProcess.freePort();
  private final WeirProcess process;
  private volatile long refused;

  /**
   * Describes the service; {@link #start} starts it.
   *
   * @param folder where everything of it goes
   * @param more further sources and the sinks, as they stand in a settings file
   */
  BulkService(Path folder, String more) throws IOException {
    this(folder, more, 1_000_000);
  }

  /** The same with another cap on alerts. */
  BulkService(Path folder, String more, int maxAlerts) throws IOException {
    this.process =
        new WeirProcess(
            "serve",
            folder,
            """
            data: %s/data
            lateness: 2s
            max-alerts: %d
            sources:
              bulk: {listen: "127.0.0.1:%d"}
            """
                    .formatted(folder, maxAlerts, port)
                + more);
  }

  /** Starts it, and waits until it is ready. */
  void start() throws Exception {
    process.start();
    process.awaitReady();
  }

  int port() {
    return port;
  }

  /** The process. */
  WeirProcess process() {
    return process;
  }

  /** Sends documents in one body, and retries until the whole body is acknowledged. */
  void send(List<String> documents) {
    StringBuilder body = new StringBuilder();
    for (String document : documents) {
      body.append("{\"create\":{\"_index\":\"logs-endpoint\"}}\n").append(document).append('\n');
    }
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/_bulk"))
            .timeout(Duration.ofSeconds(30))
            .header("Content-Type", "application/x-ndjson")
            .POST(BodyPublishers.ofString(body.toString()))
            .build();
    while (!isAcknowledged(request)) {
      refused++;
      WeirProcess.pause(100);
    }
  }

  private static boolean isAcknowledged(HttpRequest request) {
    try {
      HttpResponse<String> answer = CLIENT.send(request, BodyHandlers.ofString());
      return answer.statusCode() == 200 && answer.body().contains("\"errors\":false");
    } catch (IOException e) {
      return false; // it was killed
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Number of times that a body was not acknowledged. */
  long refused() {
    return refused;
  }
}
