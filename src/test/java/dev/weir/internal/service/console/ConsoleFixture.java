package dev.weir.internal.service.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.Detector;
import dev.weir.internal.service.health.Troubles;
import dev.weir.internal.service.http.HttpServer;
import dev.weir.internal.service.http.ListenSettings;
import dev.weir.internal.service.store.StoredAlert;
import dev.weir.internal.service.triage.TriageStore;
import dev.weir.rule.RuleSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A console over a store of its own. */
final class ConsoleFixture implements AutoCloseable {

  static final Path QUICKSTART = Path.of("test-fixtures/unusual-imds-request/quickstart.ndjson");

  private static final Pattern TOKEN = Pattern.compile("name=\"token\" content=\"([0-9a-f]+)\"");

  final Troubles troubles = new Troubles();
  final ConsoleKey key = ConsoleKey.once();
  final TriageStore store;
  private final RuleSet rules;
  private final WebConsole pages;
  private final HttpServer server;
  private final HttpClient client = HttpClient.newHttpClient();

  ConsoleFixture(Path folder, RuleSet rules) throws IOException {
    this.rules = rules;
    store =
        TriageStore.open(folder.resolve("console.db"), () -> Instant.parse("2026-11-24T10:00:00Z"));
    pages =
        new WebConsole(key, store, () -> rules, List.of("curl sends the first event"), troubles);
    server = HttpServer.start("console", ListenSettings.loopback(0), pages, troubles);
  }

  /** Adds the alerts that the rules raise for some events. */
  List<String> detect(Stream<String> events) throws IOException {
    List<StoredAlert> alerts = new ArrayList<>();
    try (Detector detector =
        Detector.builder(rules)
            .untilTheEnd()
            .maxAlerts(Integer.MAX_VALUE, Duration.ofMinutes(5))
            .listener(alert -> alerts.add(StoredAlert.of(alert, false, alert.toJson())))
            .build()) {
      events.forEach(event -> detector.accept(event.getBytes(UTF_8)));
      detector.finish();
    }
    store.deliver(alerts);
    return alerts.stream().map(StoredAlert::id).toList();
  }

  List<String> quickstart() throws IOException {
    try (Stream<String> lines = Files.lines(QUICKSTART)) {
      return detect(lines);
    }
  }

  int port() {
    return server.port();
  }

  String url(String path) {
    return "http://127.0.0.1:" + server.port() + path;
  }

  HttpResponse<String> get(String path, String... headers) {
    return send(request(path, headers).build());
  }

  HttpResponse<String> post(String path, String form, String... headers) {
    return send(
        request(path, headers)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form))
            .build());
  }

  /** What a browser sends that has not the key. */
  HttpResponse<String> asAnotherUser(String path, @Nullable String form) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url(path)));
    if (form != null) {
      request
          .header("Content-Type", "application/x-www-form-urlencoded")
          .POST(HttpRequest.BodyPublishers.ofString(form));
    }
    return send(request.build());
  }

  private HttpRequest.Builder request(String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url(path)))
            .header(
                "Cookie", "weir-console-" + port() + "=" + key.query().substring("?key=".length()));
    return headers.length == 0 ? request : request.headers(headers);
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** The token that the pages send back. */
  String token() {
    Matcher token = TOKEN.matcher(get("/console/").body());
    if (!token.find()) {
      throw new AssertionError("no token");
    }
    return token.group(1);
  }

  static String form(String... fields) {
    StringBuilder form = new StringBuilder();
    for (int i = 0; i < fields.length; i += 2) {
      form.append(i == 0 ? "" : "&")
          .append(fields[i])
          .append('=')
          .append(URLEncoder.encode(fields[i + 1], UTF_8));
    }
    return form.toString();
  }

  @Override
  public void close() throws IOException {
    pages.close();
    server.close();
    store.closeFiles();
  }
}
