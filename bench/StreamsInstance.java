package dev.weir.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** {@code ./weir streams} in a process that can be killed. */
final class StreamsInstance {

  private static final HttpClient CLIENT =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  private final Path folder;
  private final int monitor = freePort();
  private Process process;

  /**
   * Starts nothing yet.
   *
   * @param folder where its settings and its log go
   * @param settings without a monitor, which is its own
   */
  StreamsInstance(Path folder, String settings) throws IOException {
    this.folder = Files.createDirectories(folder);
    Files.writeString(
        folder.resolve("weir.yaml"),
        settings + "monitor: {listen: \"127.0.0.1:" + monitor + "\"}\n");
  }

  /** Creates the topics of its output. */
  void createTopics() throws Exception {
    if (run("--create-topics").waitFor() != 0) {
      throw new IOException("cannot create the topics; see " + folder.resolve("log"));
    }
  }

  void start() throws IOException {
    process = run();
  }

  private Process run(String... options) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder("./weir", "streams", "--config", folder.resolve("weir.yaml").toString());
    builder.command().addAll(java.util.List.of(options));
    return builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
        .start();
  }

  /** Waits until it has its lanes. */
  void awaitReady() throws Exception {
    while (!isReady()) {
      if (!process.isAlive()) {
        throw new IOException("it does not start; see " + folder.resolve("log"));
      }
      ServiceProcess.pause(50);
    }
  }

  private boolean isReady() throws Exception {
    try {
      URI url = URI.create("http://127.0.0.1:" + monitor + "/health/ready");
      HttpRequest request = HttpRequest.newBuilder(url).timeout(Duration.ofSeconds(5)).build();
      return CLIENT.send(request, BodyHandlers.ofString()).statusCode() == 200;
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

  /** Tells it to end, and waits until it has. */
  void end() {
    process.destroy();
    process.onExit().join();
  }

  /** How much processor time it has had. */
  Duration processorTime() {
    return process.toHandle().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** Its memory, in MiB. */
  long residentMiB() throws IOException {
    return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElseThrow();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
