package dev.weir.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** {@code ./weir serve} or {@code streams} in its own process, which can be killed. */
final class WeirProcess {

  private static final HttpClient CLIENT =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  private final String command;
  private final Path folder;
  private final int monitor = freePort();
  private volatile Process process;

  /**
   * Describes the process; {@link #start} starts it.
   *
   * @param folder where its settings and its log go
   * @param settings without a monitor, which is its own
   */
  WeirProcess(String command, Path folder, String settings) throws IOException {
    this.command = command;
    this.folder = Files.createDirectories(folder);
    Files.writeString(
        folder.resolve("weir.yaml"),
        settings + "monitor: {listen: \"127.0.0.1:" + monitor + "\"}\n");
  }

  void start() throws IOException {
    process = run();
  }

  /** Runs another command with the same settings to its end. */
  void runOnce(String option) throws Exception {
    if (run(option).waitFor() != 0) {
      throw new IOException("cannot " + option + "; see " + folder.resolve("log"));
    }
  }

  private Process run(String... options) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder("./weir", command, "--config", folder.resolve("weir.yaml").toString());
    builder.command().addAll(List.of(options));
    return builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
        .start();
  }

  /** Waits until it is ready. */
  void awaitReady() throws Exception {
    while (!isReady()) {
      if (!process.isAlive()) {
        throw new IOException("it does not start; see " + folder.resolve("log"));
      }
      pause(20);
    }
  }

  private boolean isReady() throws Exception {
    try {
      return get("/health/ready").statusCode() == 200;
    } catch (IOException e) {
      return false; // not yet
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** Stops it, and waits until it has ended. */
  void end() {
    process.destroy();
    process.onExit().join();
  }

  /** Processor time that it has used. */
  Duration processorTime() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
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
    return get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElse(0);
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    URI url = URI.create("http://127.0.0.1:" + monitor + path);
    return CLIENT.send(
        HttpRequest.newBuilder(url).timeout(Duration.ofSeconds(30)).build(),
        BodyHandlers.ofString());
  }

  static int freePort() throws IOException {
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
