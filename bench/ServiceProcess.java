package dev.weir.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** {@code ./weir serve} in a process that can be killed, with a _bulk endpoint, all in a folder. */
final class ServiceProcess {

  private static final HttpClient CLIENT =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  private final Path folder;
  private final int port = freePort();
  private final int monitor = freePort();
  private volatile Process process;
  private volatile long refused;

  /**
   * Starts nothing yet.
   *
   * @param more further sources and the sinks, as they stand in a settings file
   */
  ServiceProcess(Path folder, String more) throws IOException {
    this.folder = folder;
    Files.writeString(
        folder.resolve("weir.yaml"),
        """
        data: %1$s/data
        lateness: 2s
        max-alerts: 1000000
        monitor: {listen: "127.0.0.1:%2$d"}
        sources:
          bulk: {listen: "127.0.0.1:%3$d"}
        """
                .formatted(folder, monitor, port)
            + more);
  }

  /** Starts it, and waits until it is ready. */
  void start() throws Exception {
    process =
        new ProcessBuilder("./weir", "serve", "--config", folder.resolve("weir.yaml").toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
            .start();
    while (!isReady()) {
      if (!process.isAlive()) {
        throw new IOException("the service does not start; see " + folder.resolve("log"));
      }
      pause(20);
    }
  }

  private boolean isReady() throws Exception {
    try {
      return call("GET", monitorUrl("/health/ready"), "").statusCode() == 200;
    } catch (IOException e) {
      return false; // not yet
    }
  }

  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** The processors' time that it has taken. */
  double processorSeconds() {
    return process.info().totalCpuDuration().orElseThrow().toNanos() / 1e9;
  }

  /** Its memory, in MiB. */
  long residentMiB() throws IOException {
    return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElseThrow();
  }

  /** The value of a meter, 0 if it has none. */
  double meter(String name) throws Exception {
    return call("GET", monitorUrl("/metrics"), "")
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElse(0);
  }

  private URI monitorUrl(String path) {
    return URI.create("http://127.0.0.1:" + monitor + path);
  }

  /** Sends documents in one body, again and again until it is acknowledged as a whole. */
  void send(List<String> documents) {
    StringBuilder body = new StringBuilder();
    for (String document : documents) {
      body.append("{\"create\":{\"_index\":\"logs-endpoint\"}}\n").append(document).append('\n');
    }
    URI url = URI.create("http://127.0.0.1:" + port + "/_bulk");
    while (true) {
      try {
        HttpResponse<String> answer = call("POST", url, body.toString());
        if (answer.statusCode() == 200 && answer.body().contains("\"errors\":false")) {
          return;
        }
      } catch (IOException e) {
        // it was killed
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      refused++;
      pause(100);
    }
  }

  /** How many times a body was not acknowledged. */
  long refused() {
    return refused;
  }

  private static HttpResponse<String> call(String method, URI url, String body)
      throws IOException, InterruptedException {
    return CLIENT.send(
        HttpRequest.newBuilder(url)
            .timeout(Duration.ofSeconds(30))
            .method(method, BodyPublishers.ofString(body))
            .header("Content-Type", "application/x-ndjson")
            .build(),
        BodyHandlers.ofString());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
