package dev.weir.internal.service.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.internal.service.bulk.ApiKey;
import dev.weir.internal.service.bulk.Authenticator;
import dev.weir.internal.service.health.Troubles;
import dev.weir.internal.service.http.HttpServer;
import dev.weir.internal.service.http.ListenSettings;
import dev.weir.internal.service.store.Refusal;
import dev.weir.internal.service.store.StoredAlert;
import dev.weir.internal.service.store.StoredAlert.State;
import dev.weir.internal.service.triage.AuditEntry;
import dev.weir.internal.service.triage.DeliveryRequest;
import dev.weir.internal.service.triage.TriageStore;
import dev.weir.testkit.JsonSchema;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The API over real HTTP; each answer must be as the OpenAPI file says. */
@TestInstance(Lifecycle.PER_CLASS)
class AlertApiTest {

  private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final ApiKey.New KEY = ApiKey.make("ann", new SecureRandom());
  private static final String JSON = "application/json";
  private static final String EVIL = "Host: evil.example\r\n";

  @TempDir private Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Set<String> answered = new TreeSet<>();
  private JsonNode described = MAPPER.createObjectNode();
  private int databases;
  private TriageStore store;
  private AlertApi api;
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    store = TriageStore.open(folder.resolve(databases++ + ".db"), () -> NOW);
    store.deliver(List.of(alert(1, "low", false), alert(2, "high", false), alert(3, "low", true)));
    store.deliveries().mirrorSinks(Map.of("siem", 1L));
    store.deliveries().mirrorRefusals(List.of(new Refusal("siem", "id2", NOW, "400: no")));
    Authenticator keys = new Authenticator(ApiKey.parse(List.of(KEY.line())));
    api = new AlertApi(store, keys::sender, true, new Troubles());
    server = HttpServer.start("monitor", ListenSettings.loopback(0), api, new Troubles());
    described = MAPPER.readTree(ApiPages.description());
  }

  @AfterEach
  void stop() throws IOException {
    api.close();
    server.close();
    store.close();
  }

  private static StoredAlert alert(int number, String severity, boolean suppressed) {
    String document =
        """
        {"@timestamp":"2026-11-24T0%d:00:00Z","message":"curl was started","rule":{"name":"R"},
         "host":{"name":"web-%d"},"weir":{"severity":"%s"}}"""
            .formatted(number, number, severity)
            .replace("\n", "");
    return new StoredAlert(
        number, NOW, "id" + number, "R", "h", suppressed, document.getBytes(UTF_8), State.FINAL);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + server.port() + "/api/v1/" + path))
        .header("Authorization", authorization())
        .timeout(Duration.ofSeconds(60));
  }

  private static String authorization() {
    String pair = "ann:" + KEY.key();
    return "ApiKey " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8));
  }

  private JsonNode get(String path) throws Exception {
    return send(200, request(path).GET());
  }

  private JsonNode post(int status, String path, String body) throws Exception {
    return send(
        status,
        request(path).header("Content-Type", JSON).POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  /** Sends a request, and checks that the answer is one of those described. */
  private JsonNode send(int status, HttpRequest.Builder builder) throws Exception {
    HttpRequest request = builder.build();
    HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    check(
        request.uri().getPath().replaceAll("/alerts/[^/]+", "/alerts/{id}"),
        request.method().toLowerCase(Locale.ROOT),
        status,
        response.body());
    return MAPPER.readTree(response.body());
  }

  private void check(String path, String method, int status, String body) {
    JsonNode answer = described.path("paths").path(path).path(method).path("responses");
    answer = resolved(answer.path("" + status));
    assertThat(answer.isMissingNode())
        .as("%s %s %d is not described", method, path, status)
        .isFalse();
    ObjectNode schema = MAPPER.createObjectNode();
    schema.putArray("allOf").add(answer.path("content").path(JSON).path("schema"));
    schema.set("components", described.path("components"));
    assertThat(new JsonSchema(schema).errorsOfJson(body.getBytes(UTF_8))).as(body).isEmpty();
    answered.add(method + " " + path + " " + status);
  }

  private JsonNode resolved(JsonNode node) {
    String to = node.path("$ref").asString("");
    return to.isEmpty() ? node : described.at(to.substring(1));
  }

  @Test
  void alertsComeInPages() throws Exception {
    JsonNode first = get("alerts?limit=2");
    assertThat(first.path("alerts").findValuesAsString("id")).containsExactly("id3", "id2");
    assertThat(first.path("count").asInt()).isEqualTo(3);
    JsonNode second = get("alerts?limit=2&before=" + first.path("next").asString());
    assertThat(second.path("alerts").findValuesAsString("id")).containsExactly("id1");
    assertThat(second.path("next").isNull()).isTrue();
  }

  @Test
  void filtersNarrowTheList() throws Exception {
    Map<String, List<String>> expected =
        Map.of(
            "severity=high", List.of("id2"),
            "host=web-1", List.of("id1"),
            "delivery=suppressed", List.of("id3"),
            "delivery=refused", List.of("id2"),
            "text=curl", List.of("id3", "id2", "id1"),
            "from=2026-11-24T02:00:00Z&to=2026-11-24T03:00:00Z", List.of("id2"),
            "status=closed", List.<String>of());
    for (Map.Entry<String, List<String>> one : expected.entrySet()) {
      assertThat(get("alerts?" + one.getKey()).path("alerts").findValuesAsString("id"))
          .as(one.getKey())
          .isEqualTo(one.getValue());
    }
  }

  @Test
  void anAlertHasItsDocumentDeliveriesAndHistory() throws Exception {
    JsonNode alert = get("alerts/id2");
    assertThat(alert.path("alert").path("rule").path("name").asString()).isEqualTo("R");
    assertThat(alert.path("deliveries").path(0).path("status").asString()).isEqualTo("refused");
    send(404, request("alerts/nobody").GET());
  }

  @Test
  void hostsHistogramAndRefusalsAreThere() throws Exception {
    assertThat(get("hosts").path("hosts").path(0).path("alerts").asInt()).isEqualTo(3);
    assertThat(get("histogram?steps=2").path("counts").size()).isPositive();
    assertThat(get("refusals").path("refusals").findValuesAsString("alert")).containsExactly("id2");
    assertThat(get("openapi.json").path("openapi").asString()).isEqualTo("3.1.0");
  }

  @Test
  void actionsAreKeptUnderTheNameOfTheKey() throws Exception {
    post(200, "alerts/id1/actions", "{\"action\":\"assign\",\"detail\":\"bob\"}");
    post(200, "alerts/id1/actions", "{\"action\":\"acknowledge\"}");
    post(200, "alerts/id1/actions", "{\"action\":\"comment\",\"detail\":\"asked the owner\"}");
    JsonNode closed =
        post(200, "alerts/id1/actions", "{\"action\":\"close\",\"detail\":\"benign true\"}");
    assertThat(closed.path("workflow_status").asString()).isEqualTo("closed");
    assertThat(closed.path("assignee").asString()).isEqualTo("bob");
    assertThat(store.history("id1")).hasSize(4).extracting(AuditEntry::who).containsOnly("ann");
    post(400, "alerts/id1/actions", "{\"action\":\"close\"}");
    post(400, "alerts/id1/actions", "{\"action\":\"delete\"}");
    post(404, "alerts/nobody/actions", "{\"action\":\"acknowledge\"}");
    assertThat(get("alerts/id1").path("history").size()).isEqualTo(4);
  }

  @Test
  void anAlertIsSentAgainOrDismissed() throws Exception {
    String resend = "{\"action\":\"resend\",\"sink\":\"siem\"}";
    assertThat(post(200, "alerts/id2/deliveries", resend).path("requested").asInt()).isOne();
    assertThat(post(200, "alerts/id2/deliveries", resend).path("requested").asInt()).isZero();
    post(200, "alerts/id2/deliveries", "{\"action\":\"dismiss\",\"sink\":\"siem\"}");
    post(400, "alerts/id2/deliveries", "{\"action\":\"dismiss\",\"sink\":\"nowhere\"}");
    post(400, "alerts/id2/deliveries", "{\"action\":\"burn\",\"sink\":\"siem\"}");
    post(404, "alerts/nobody/deliveries", resend);
    assertThat(store.deliveries().requests())
        .extracting(DeliveryRequest::kind)
        .containsExactly(DeliveryRequest.Kind.RESEND, DeliveryRequest.Kind.DISMISS);
  }

  @Test
  void wrongParametersAreExplained() throws Exception {
    for (String query :
        List.of(
            "alerts?limit=0",
            "alerts?limit=501",
            "alerts?limit=x",
            "alerts?colour=red",
            "alerts?before=x",
            "alerts?severity=worst",
            "alerts?from=yesterday",
            "alerts?status=new",
            "alerts?text=%FF",
            "alerts?delivery=lost",
            "alerts?state=odd",
            "hosts?limit=-1",
            "hosts?limit=1001",
            "histogram?steps=9999")) {
      assertThat(send(400, request(query).GET()).path("error").asString()).isNotEmpty();
    }
  }

  @Test
  void wrongBodiesAreExplained() throws Exception {
    for (String body :
        List.of("[1]", "{", "", "{\"action\":1}", "{\"action\":\"acknowledge\",\"x\":1}")) {
      post(400, "alerts/id1/actions", body);
      post(400, "alerts/id1/deliveries", body);
    }
  }

  @Test
  void aBodyHasABoundAndIsJson() throws Exception {
    for (String page : List.of("actions", "deliveries")) { // announced only: it need not be sent
      String large =
          "Host: localhost\r\nAuthorization: %s\r\nContent-Type: %s\r\nContent-Length: 70000\r\n"
              .formatted(authorization(), JSON);
      String answer = raw(413, "POST", "alerts/id1/" + page, large);
      check("/api/v1/alerts/{id}/" + page, "post", 413, answer);
    }
    for (String page : List.of("alerts/id1/actions", "alerts/id1/deliveries")) {
      for (String type : List.of("text/plain", "application/x-www-form-urlencoded")) {
        HttpRequest.Builder form = request(page).header("Content-Type", type);
        send(415, form.POST(HttpRequest.BodyPublishers.ofString("{\"action\":\"acknowledge\"}")));
      }
    }
    assertThat(store.history("id1")).isEmpty();
  }

  /** A browser adds the key that it knows to the request of any page. */
  @Test
  void noPageOfAnotherSiteCanChangeAnything() throws Exception {
    for (String header :
        List.of(
            "Origin https://evil.example",
            "Origin null",
            "Origin http://127.0.0.1:1",
            "Sec-Fetch-Site cross-site",
            "Sec-Fetch-Site same-site")) {
      for (String page : List.of("alerts/id1/actions", "alerts/id1/deliveries")) {
        send(
            403,
            request(page)
                .header("Content-Type", JSON)
                .headers(header.split(" ", 2))
                .POST(HttpRequest.BodyPublishers.ofString("{\"action\":\"acknowledge\"}")));
      }
    }
    assertThat(store.history("id1")).isEmpty();
  }

  @Test
  void aPageOfThisAddressCan() throws Exception {
    send(
        200,
        request("alerts/id1/actions")
            .header("Content-Type", JSON + "; charset=utf-8")
            .header("Origin", "http://127.0.0.1:" + server.port())
            .header("Sec-Fetch-Site", "same-origin")
            .POST(HttpRequest.BodyPublishers.ofString("{\"action\":\"acknowledge\"}")));
  }

  /** DNS rebinding: the name of another site points to this machine. */
  @Test
  void anotherNameForThisMachineIsRefused() throws Exception {
    for (String page :
        List.of(
            "alerts", "alerts/{id}", "hosts", "histogram", "refusals", "changes", "openapi.json")) {
      check("/api/v1/" + page, "get", 421, raw(421, "GET", page.replace("{id}", "id1"), EVIL));
    }
    for (String page : List.of("actions", "deliveries")) {
      check(
          "/api/v1/alerts/{id}/" + page, "post", 421, raw(421, "POST", "alerts/id1/" + page, EVIL));
    }
  }

  /** The body of the answer to a request with headers that HttpClient would not send. */
  private String raw(int status, String method, String path, String headers) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", server.port())) {
      String request = "%s /api/v1/%s HTTP/1.1\r\n%sConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.formatted(method, path, headers).getBytes(UTF_8));
      String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 " + status);
      return answer.substring(answer.indexOf('{'), answer.lastIndexOf('}') + 1);
    }
  }

  @Test
  void everythingNeedsAKey() throws Exception {
    for (String page :
        List.of("alerts", "alerts/id1", "hosts", "histogram", "refusals", "changes")) {
      send(401, request(page).setHeader("Authorization", "ApiKey " + "x".repeat(20)).GET());
    }
    for (String page : List.of("alerts/id1/actions", "alerts/id1/deliveries")) {
      HttpRequest.Builder wrong = request(page).setHeader("Authorization", "Basic YTpi");
      JsonNode answer = send(401, wrong.POST(HttpRequest.BodyPublishers.ofString("{}")));
      assertThat(answer.path("error").asString()).contains("weir serve --new-key");
    }
  }

  @Test
  void changesAreToldAtOnce() throws Exception {
    HttpResponse<InputStream> response =
        http.send(request("changes").GET().build(), BodyHandlers.ofInputStream());
    assertThat(response.headers().firstValue("Content-Type")).contains("text/event-stream");
    try (BufferedReader lines = new BufferedReader(new InputStreamReader(response.body(), UTF_8))) {
      assertThat(lines.readLine()).isEqualTo("retry: 1000");
      assertThat(lines.readLine()).isEqualTo("event: changed");
      assertThat(lines.readLine()).isEqualTo("data: {\"version\":" + store.version() + "}");
      assertThat(lines.readLine()).isEmpty();
      store.deliver(List.of(alert(9, "low", false)));
      assertThat(lines.readLine()).isEqualTo("event: changed");
    }
    answered.add("get /api/v1/changes 200");
  }

  @Test
  void aStoreThatFailsIsNamed() throws Exception {
    store.close();
    for (String page : List.of("alerts", "alerts/id1", "hosts", "histogram", "refusals")) {
      send(503, request(page).GET());
    }
    post(503, "alerts/id1/actions", "{\"action\":\"acknowledge\"}");
    post(503, "alerts/id1/deliveries", "{\"action\":\"resend\",\"sink\":\"siem\"}");
  }

  @Test
  void otherPagesAndMethodsAreExplained() throws Exception {
    for (String path :
        List.of("", "alert", "alerts/id1/x/y", "alerts/", "../v1", "alerts/id1/actions")) {
      assertThat(http.send(request(path).GET().build(), BodyHandlers.ofString()).statusCode())
          .as(path)
          .isEqualTo(404);
    }
    HttpRequest delete = request("alerts/id1").DELETE().build();
    assertThat(http.send(delete, BodyHandlers.ofString()).statusCode()).isEqualTo(405);
  }

  @Test
  void theDocumentNamesThePathsOfTheFile() throws IOException {
    Set<String> documented = new TreeSet<>();
    for (String line : Files.readAllLines(Path.of("docs", "api.md"))) {
      Matcher path = Pattern.compile("`(?:GET |POST )?(/api/v1/[^`?]+)").matcher(line);
      while (path.find()) {
        documented.add(path.group(1));
      }
    }
    assertThat(documented).isEqualTo(new TreeSet<>(described.path("paths").propertyNames()));
  }

  /** All that the file describes has happened in the other tests. */
  @AfterAll
  void everyDescribedAnswerWasSeen() {
    Set<String> all = new TreeSet<>();
    described
        .path("paths")
        .properties()
        .forEach(
            path ->
                List.of("get", "post")
                    .forEach(
                        method ->
                            path.getValue()
                                .path(method)
                                .path("responses")
                                .propertyNames()
                                .forEach(
                                    status ->
                                        all.add(method + " " + path.getKey() + " " + status))));
    all.remove("get /api/v1/changes 503"); // a hundred clients that wait
    all.removeAll(answered);

    assertThat(all).isEmpty();
  }
}
