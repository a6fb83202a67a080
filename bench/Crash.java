package dev.weir.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
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
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Kills a service again and again, and says which alerts were lost or doubled.
 *
 * <pre>bench/run crash [random|acknowledged] [KILLS] [SEED]</pre>
 *
 * <p>Judges without Weir's code: each suspicious start and its connection have a parent of their
 * own and are numbered, so that each number must arrive. Run it through {@code bench/crash}.
 */
final class Crash {

  private static final JsonMapper MAPPER = new JsonMapper();
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
  private static final Pattern ARRIVED = Pattern.compile("\"crash-([a-z]+-\\d+)-connection\"");

  private final Path folder = Files.createTempDirectory("weir-crash");
  private final int port = freePort();
  private final int monitor = freePort();
  private final Random random;
  private final boolean acknowledged;
  private final List<Long> readyAfter = new ArrayList<>();
  private final NumberedPairs bulk = new NumberedPairs("bulk", 1);
  private final NumberedPairs files = new NumberedPairs("files", 2);
  private volatile boolean ending;
  private volatile long resent;
  private volatile Process service;

  private Crash(boolean acknowledged, long seed) throws IOException {
    this.acknowledged = acknowledged;
    this.random = new Random(seed);
  }

  /** Runs it, and exits with 1 if an alert was lost, or doubled where it must not be. */
  public static void main(String[] args) throws Exception {
    boolean acknowledged = args.length > 0 && args[0].equals("acknowledged");
    int kills = args.length > 1 ? Integer.parseInt(args[1]) : 100;
    long seed = args.length > 2 ? Long.parseLong(args[2]) : 1;
    System.exit(new Crash(acknowledged, seed).run(kills) ? 0 : 1);
  }

  private boolean run(int kills) throws Exception {
    Process search = startSearch();
    try {
      URI url = URI.create("http://127.0.0.1:" + searchPort(search));
      settings(url);
      Files.createFile(folder.resolve("events.log"));
      startService();
      Thread writer = new Thread(this::write);
      writer.start();
      Thread sender = new Thread(this::sendOn);
      if (!acknowledged) {
        sender.start();
      }
      for (int kill = 1; kill <= kills; kill++) {
        if (acknowledged) {
          send(bulk.next(500, true));
        } else {
          Thread.sleep(random.nextInt(1500));
        }
        service.destroyForcibly().waitFor();
        startService();
        if (kill % 10 == 0) {
          System.out.println(Instant.now() + " " + kill + " kills");
        }
      }
      ending = true;
      writer.join();
      sender.join();
      send(bulk.next(200, false));
      return judge(url, kills);
    } finally {
      service.destroyForcibly();
      search.destroyForcibly();
      System.out.println("kept: " + folder);
    }
  }

  private boolean judge(URI url, int kills) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    long expected = bulk.pairs() + files.pairs();
    Map<String, Integer> found = searched(url);
    while (found.size() < expected && System.nanoTime() < deadline) {
      Thread.sleep(1000);
      found = searched(url);
    }
    Thread.sleep(2000); // what is doubled may come later
    found = searched(url);
    Map<String, Integer> lines = new HashMap<>();
    for (String line : Files.readAllLines(folder.resolve("alerts.ndjson"))) {
      count(line, lines);
    }
    readyAfter.sort(null);
    System.out.printf("kills %d, ready again after ms: median %d, most %d%n", kills,
        readyAfter.get(readyAfter.size() / 2), readyAfter.get(readyAfter.size() - 1));
    System.out.printf("events: _bulk %d (tries not acknowledged: %d), files %d%n", bulk.events(), resent,
        files.events());
    System.out.printf("expected: _bulk %d, files %d%n", bulk.pairs(), files.pairs());
    boolean lostNone = report("file", lines) == 0;
    boolean searchLostNone = report("OpenSearch", found) == 0;
    return lostNone && searchLostNone && found.values().stream().allMatch(n -> n == 1);
  }

  private long report(String sink, Map<String, Integer> found) {
    TreeSet<String> lost = new TreeSet<>();
    for (NumberedPairs stream : List.of(bulk, files)) {
      for (long pair = 0; pair < stream.pairs(); pair++) {
        lost.add(stream.name() + "-" + pair);
      }
    }
    lost.removeAll(found.keySet());
    System.out.printf("%s: delivered %d, lost %d, there more than once %d%n", sink, found.size(),
        lost.size(), found.values().stream().filter(n -> n > 1).count());
    lost.stream().limit(20).forEach(name -> System.out.println("  lost " + name));
    found.forEach((name, n) -> {
      if (n > 1) {
        System.out.println("  " + n + " times " + name);
      }
    });
    return lost.size();
  }

  private static void count(String alert, Map<String, Integer> into) {
    Matcher names = ARRIVED.matcher(alert);
    TreeSet<String> once = new TreeSet<>();
    while (names.find()) {
      once.add(names.group(1));
    }
    once.forEach(name -> into.merge(name, 1, Integer::sum));
  }

  private static Map<String, Integer> searched(URI url) throws Exception {
    call("POST", url.resolve("/logs-weir*/_refresh"), "");
    String answer = call("POST", url.resolve("/logs-weir*/_search"), "{\"size\":10000}").body();
    Map<String, Integer> found = new HashMap<>();
    for (JsonNode hit : MAPPER.readTree(answer).path("hits").path("hits")) {
      count(hit.toString(), found);
    }
    return found;
  }

  private void sendOn() {
    while (!ending) {
      send(bulk.next(500, true));
      pause(50);
    }
    bulk.passTime();
  }

  /** Until it is acknowledged as a whole. */
  private void send(List<String> documents) {
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
      resent++;
      pause(100);
    }
  }

  private void write() {
    int rotations = 0;
    Path log = folder.resolve("events.log");
    try {
      while (true) {
        boolean last = ending;
        if (last) {
          files.passTime();
        }
        try (OutputStream out =
            Files.newOutputStream(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
          for (int i = 0; i < (last ? 1 : 50); i++) {
            for (String document : files.next(100, !last)) {
              byte[] line = (document + "\n").getBytes(UTF_8);
              out.write(line, 0, line.length / 2);
              out.write(line, line.length / 2, line.length - line.length / 2);
            }
            if (ending) {
              break;
            }
            pause(200);
          }
        }
        if (last) {
          return;
        }
        Files.move(log, folder.resolve("events.log." + rotations++));
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void startService() throws Exception {
    long start = System.nanoTime();
    service =
        new ProcessBuilder("./weir", "serve", "--config", folder.resolve("weir.yaml").toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
            .start();
    URI ready = URI.create("http://127.0.0.1:" + monitor + "/health/ready");
    while (true) {
      if (!service.isAlive()) {
        throw new IOException("the service does not start; see " + folder.resolve("log"));
      }
      try {
        if (call("GET", ready, "").statusCode() == 200) {
          break;
        }
      } catch (IOException e) {
        // not yet
      }
      pause(20);
    }
    readyAfter.add((System.nanoTime() - start) / 1_000_000);
  }

  private void settings(URI search) throws IOException {
    Files.writeString(
        folder.resolve("weir.yaml"),
        """
        data: %1$s/data
        lateness: 2s
        max-alerts: 1000000
        monitor: {listen: "127.0.0.1:%2$d"}
        sources:
          bulk: {listen: "127.0.0.1:%3$d"}
          files: {paths: ["%1$s/events.log*"]}
        sinks:
          file: {path: %1$s/alerts.ndjson}
          search: {urls: ["%4$s"]}
        """
            .formatted(folder, monitor, port, search));
  }

  private Process startSearch() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx512m",
            "-cp",
            Files.readString(Path.of("target/test-classes/opensearch.classpath")).strip(),
            "src/test/opensearch/OpenSearchMain.java",
            Files.createDirectory(folder.resolve("search")).toString(),
            "0")
        .redirectError(folder.resolve("search.log").toFile())
        .start();
  }

  private static int searchPort(Process search) throws IOException {
    BufferedReader out = new BufferedReader(new InputStreamReader(search.getInputStream(), UTF_8));
    String line = out.readLine();
    while (line != null && !line.startsWith("port ")) {
      line = out.readLine();
    }
    if (line == null) {
      throw new IOException("OpenSearch does not start");
    }
    return Integer.parseInt(line.substring("port ".length()));
  }

  private static HttpResponse<String> call(String method, URI url, String body)
      throws IOException, InterruptedException {
    return CLIENT.send(
        HttpRequest.newBuilder(url)
            .timeout(Duration.ofSeconds(30))
            .method(method, BodyPublishers.ofString(body))
            .header(
                "Content-Type",
                url.getPath().equals("/_bulk") ? "application/x-ndjson" : "application/json")
            .build(),
        BodyHandlers.ofString());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
