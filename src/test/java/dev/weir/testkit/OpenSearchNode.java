package dev.weir.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real OpenSearch node in a JVM of its own, on loopback. */
public final class OpenSearchNode implements AutoCloseable {

  private static final JsonMapper MAPPER = new JsonMapper();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private static final class Shared {
    static final OpenSearchNode NODE = new OpenSearchNode();
  }

  private final Path home;
  private int port;
  private @Nullable Process process;

  private OpenSearchNode() {
    try {
      home = Files.createTempDirectory("weir-opensearch");
      start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Runtime.getRuntime().addShutdownHook(new Thread(this::close));
  }

  /** The one that all tests of this JVM share: each uses names of its own. Never kill it. */
  public static OpenSearchNode shared() {
    return Shared.NODE;
  }

  /** One of its own, for a test that kills it; close it. */
  public static OpenSearchNode launch() {
    return new OpenSearchNode();
  }

  /** Starts it again after {@link #kill}, with the data it had and at the port it had. */
  public void start() throws IOException {
    Process started =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx512m",
                "-cp",
                classPath(),
                "src/test/opensearch/OpenSearchMain.java",
                home.toString(),
                Integer.toString(port))
            .redirectError(home.resolve("stderr").toFile())
            .start();
    process = started;
    BufferedReader out =
        new BufferedReader(new InputStreamReader(started.getInputStream(), StandardCharsets.UTF_8));
    String line = out.readLine();
    while (line != null && !line.startsWith("port ")) {
      line = out.readLine();
    }
    if (line == null) {
      throw new IOException(
          "OpenSearch does not start: " + Files.readString(home.resolve("stderr")));
    }
    port = Integer.parseInt(line.substring("port ".length()));
  }

  /** Where it answers. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** Ends it at once, as a crash would. */
  public void kill() {
    if (process != null) {
      process.destroyForcibly().onExit().join();
    }
  }

  /** Calls it. */
  public JsonNode call(String method, String path, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(url().resolve(path))
            .method(method, BodyPublishers.ofString(body))
            .header("Content-Type", "application/json")
            .build();
    try {
      HttpResponse<byte[]> response = CLIENT.send(request, BodyHandlers.ofByteArray());
      if (response.statusCode() >= 300) {
        throw new AssertionError(new String(response.body(), StandardCharsets.UTF_8));
      }
      return MAPPER.readTree(response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** All documents of an index, a pattern or a data stream, up to 10,000, as search hits. */
  public List<JsonNode> hits(String index) {
    call("POST", "/" + index + "/_refresh", "");
    JsonNode answer = call("POST", "/" + index + "/_search", "{\"size\":10000}");
    return answer.get("hits").get("hits").valueStream().toList();
  }

  @Override
  public void close() {
    kill();
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String classPath() throws IOException {
    try (InputStream file = OpenSearchNode.class.getResourceAsStream("/opensearch.classpath")) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8).strip();
    }
  }
}
