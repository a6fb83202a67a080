package dev.weir.internal.service.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.internal.service.health.Troubles;
import dev.weir.internal.service.http.ListenSettings;
import dev.weir.internal.service.source.ItemFault;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The responses to senders. */
@TestInstance(Lifecycle.PER_CLASS)
class BulkSourceTest {

  private static final JsonMapper JSON = new JsonMapper();

  private Endpoint endpoint;

  static BulkSettings settings() {
    return settings(1 << 20, 4 << 20, Duration.ofSeconds(30));
  }

  static BulkSettings settings(int bodyBytes, long inFlightBytes, Duration answerTime) {
    return new BulkSettings(
        ListenSettings.loopback(0),
        List.of(),
        bodyBytes,
        inFlightBytes,
        Duration.ofSeconds(30),
        answerTime,
        false);
  }

  @BeforeAll
  void start() {
    endpoint = Endpoint.start(settings());
  }

  @AfterAll
  void stop() {
    endpoint.close();
  }

  @BeforeEach
  void forget() {
    endpoint.documents.clear();
    endpoint.places.clear();
  }

  /** Tried by hand: what curl examples use. It was answered with 404. */
  @ParameterizedTest
  @ValueSource(strings = {"/logs-a/_doc", "/logs-a/_doc/one", "/logs-a/_create/one"})
  void acceptsASingleDocument(String path) throws Exception {
    String document = "{\n  \"n\": 1\n}\n";
    HttpResponse<String> response = Endpoint.send(endpoint.bulk(path, document));

    assertThat(response.statusCode()).isEqualTo(201);
    JsonNode answer = JSON.readTree(response.body());
    assertThat(answer.get("_index").asString()).isEqualTo("logs-a");
    assertThat(answer.get("result").asString()).isEqualTo("created");
    if (path.endsWith("/one")) {
      assertThat(answer.get("_id").asString()).isEqualTo("one");
    }
    assertThat(endpoint.documents).containsExactly(document);

    HttpResponse<String> malformed = Endpoint.send(endpoint.bulk(path, "no object"));
    assertThat(malformed.statusCode()).isEqualTo(400);
    assertThat(malformed.body()).contains("document_parsing_exception");
    assertThat(Endpoint.send(endpoint.bulk(path, " \n")).statusCode()).isEqualTo(400);
    assertThat(endpoint.documents).containsExactly(document);
  }

  @Test
  void answersEveryActionInItsOrder() throws Exception {
    HttpResponse<String> response =
        Endpoint.send(
            endpoint.bulk(
                "/logs-a/_bulk",
                """
                {"create":{"_index":"logs-x","_id":"one"}}
                {"n":1}
                {"index":{}}
                no object

                {"delete":{"_id":"two"}}
                {"update":{"_id":"three"}}
                {"doc":{}}
                {"create":{"_index":"bad\\nname"}}
                {"n":2}
                {"create":{"_id":7}}
                {"n":3}"""));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("X-Elastic-Product")).contains("Elasticsearch");
    JsonNode answer = JSON.readTree(response.body());
    assertThat(answer.get("errors").asBoolean()).isTrue();
    assertThat(answer.get("took").asLong()).isNotNegative();
    assertThat(answer.get("items"))
        .extracting(BulkSourceTest::shortly)
        .containsExactly(
            "create logs-x one 201",
            "index logs-a ? 400 document_parsing_exception",
            "delete logs-a two 400 illegal_argument_exception",
            "update logs-a three 400 illegal_argument_exception",
            "create bad\nname ? 400 invalid_index_name_exception",
            "create logs-a 7 201");
    assertThat(endpoint.documents).containsExactly("{\"n\":1}", "{\"n\":3}");
    assertThat(endpoint.places)
        .containsExactly(
            "bulk from 127.0.0.1 index logs-x 2",
            "bulk from 127.0.0.1 index logs-a 4",
            "bulk from 127.0.0.1 index logs-a 12");
  }

  private static String shortly(JsonNode item) {
    String verb = item.propertyNames().iterator().next();
    JsonNode result = item.get(verb);
    String id = result.path("_id").asString();
    return verb
        + " "
        + result.path("_index").asString()
        + " "
        + (id.matches(".*-\\d+") || id.isEmpty() ? "?" : id)
        + " "
        + result.get("status").asInt()
        + (result.has("error") ? " " + result.get("error").get("type").asString() : "");
  }

  @Test
  void filterPathShortensTheResponse() throws Exception {
    HttpResponse<String> response =
        Endpoint.send(
            endpoint.bulk(
                "/_bulk?filter_path=errors,items.*.error,items.*.status",
                "{\"create\":{}}\n{}\n{\"create\":{}}\n[]\n"));

    assertThat(JSON.readTree(response.body()).get("items").toString())
        .isEqualTo(
            "[{\"create\":{\"status\":201}},{\"create\":{\"status\":400,\"error\":"
                + "{\"type\":\"document_parsing_exception\",\"reason\":\"no object\"}}}]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense\\n{}",
        "[]\\n{}",
        "{}\\n{}",
        "{\"create\":1}\\n{}",
        "{\"put\":{}}\\n{}",
        "{\"create\":{}} {}\\n{}",
        "{\"create\":{},\"index\":{}}\\n{}",
        "{\"create\":{}}",
        "{\"create\":{\\n{}",
        "",
        "\\n\\n"
      })
  void aMalformedActionRejectsTheWholeRequest(String body) throws Exception {
    HttpResponse<String> response =
        Endpoint.send(
            endpoint.bulk(
                "/_bulk",
                (body.isBlank() || body.startsWith("\\") ? "" : "{\"index\":{}}\n{\"n\":1}\n")
                    + body.replace("\\n", "\n")));

    assertThat(response.statusCode()).isEqualTo(400);
    JsonNode error = JSON.readTree(response.body());
    assertThat(error.get("status").asInt()).isEqualTo(400);
    assertThat(error.get("error").get("root_cause").get(0).get("reason").asString())
        .isEqualTo(error.get("error").get("reason").asString())
        .matches("malformed action in line 3: .+|the body contains no actions");
    assertThat(endpoint.documents).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "Application/X-NDJSON; charset=utf-8",
        "application/vnd.elasticsearch+x-ndjson; compatible-with=8",
        "application/vnd.elasticsearch+json;compatible-with=9"
      })
  void acceptsEveryContentTypeOfClients(String type) throws Exception {
    HttpResponse<String> response =
        Endpoint.send(
            endpoint
                .to("/_bulk")
                .header("Content-Type", type)
                .header("Accept", "application/vnd.elasticsearch+json; compatible-with=8")
                .PUT(BodyPublishers.ofString("{\"create\":{}}\n{}\n")));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type"))
        .contains("application/vnd.elasticsearch+json;compatible-with=8");
  }

  @Test
  void rejectsOtherContentTypesAndWebPages() throws Exception {
    assertThat(
            Endpoint.send(
                    endpoint.to("/_bulk").POST(BodyPublishers.ofString("{\"create\":{}}\n{}\n")))
                .statusCode())
        .isEqualTo(406);
    assertThat(
            Endpoint.send(
                    endpoint
                        .bulk("/_bulk", "{\"create\":{}}\n{}\n")
                        .header("Content-Encoding", "zstd"))
                .statusCode())
        .isEqualTo(415);
    assertThat(
            Endpoint.send(
                    endpoint
                        .bulk("/_bulk", "{\"create\":{}}\n{}\n")
                        .header("Origin", "http://example.com"))
                .statusCode())
        .isEqualTo(403);
    assertThat(endpoint.documents).isEmpty();
  }

  static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
      out.write(plain);
    }
    return zipped.toByteArray();
  }

  private HttpResponse<byte[]> sendGzip(byte[] zipped) throws Exception {
    return Endpoint.CLIENT.send(
        endpoint
            .to("/_bulk")
            .header("Content-Type", "application/x-ndjson")
            .header("Content-Encoding", "gzip")
            .header("Accept-Encoding", "gzip")
            .POST(BodyPublishers.ofByteArray(zipped))
            .build(),
        BodyHandlers.ofByteArray());
  }

  @Test
  void bodiesAndResponsesMayBeGzip() throws Exception {
    String body = "{\"create\":{}}\n{\"n\":1}\n".repeat(1000);
    HttpResponse<byte[]> response = sendGzip(gzip(body.getBytes(StandardCharsets.UTF_8)));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Encoding")).contains("gzip");
    assertThat(response.body().length).isLessThan(40_000);
    JsonNode answer = JSON.readTree(new GZIPInputStream(new ByteArrayInputStream(response.body())));
    assertThat(answer.get("items").size()).isEqualTo(1000);
    assertThat(endpoint.documents).hasSize(1000);
  }

  @Test
  void rejectsGzipThatIsTooLargeOrInvalid() throws Exception {
    byte[] bomb = gzip(new byte[64 << 20]);
    assertThat(sendGzip(bomb).statusCode()).isEqualTo(413);

    byte[] torn = gzip("{\"create\":{}}\n{}\n".getBytes(StandardCharsets.UTF_8));
    assertThat(sendGzip(Arrays.copyOf(torn, torn.length - 9)).statusCode()).isEqualTo(400);
    torn[12] ^= 0x55;
    assertThat(sendGzip(torn).statusCode()).isEqualTo(400);
    assertThat(sendGzip("{\"create\":{}}\n{}\n".getBytes(StandardCharsets.UTF_8)).statusCode())
        .isEqualTo(400);
    assertThat(endpoint.documents).isEmpty();
    await().until(() -> endpoint.source.lag() == 0);
  }

  @Test
  void rejectsABodyThatIsTooLarge() throws Exception {
    String document = "{\"n\":\"" + "x".repeat(1 << 20) + "\"}";
    HttpResponse<String> response =
        Endpoint.send(endpoint.bulk("/_bulk", "{\"create\":{}}\n" + document + "\n"));

    assertThat(response.statusCode()).isEqualTo(413);
    assertThat(response.body()).contains("larger than 1048576 bytes");
    await().until(() -> endpoint.source.lag() == 0);
  }

  @Test
  void aSenderWaitsUntilItsDocumentsAreSavedAndOthersGet429() throws Exception {
    try (Endpoint slow = Endpoint.waiting(settings(64 << 10, 128 << 10, Duration.ofMinutes(1)))) {
      String body = "{\"create\":{}}\n{\"n\":\"" + "x".repeat(60_000) + "\"}\n";
      CompletableFuture<HttpResponse<String>> first =
          Endpoint.CLIENT.sendAsync(slow.bulk("/_bulk", body).build(), BodyHandlers.ofString());
      CompletableFuture<List<ItemFault>> taken = slow.waiting.poll(20, TimeUnit.SECONDS);
      HttpResponse<String> second = Endpoint.send(slow.bulk("/_bulk", body));

      assertThat(second.statusCode()).isEqualTo(429);
      assertThat(second.body()).contains("es_rejected_execution_exception");
      assertThat(first).isNotDone();
      assertThat(slow.source.lag()).isPositive();

      taken.complete(List.of());
      assertThat(first.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
      await().until(() -> slow.source.lag() == 0);
      assertThat(slow.troubles.refusals())
          .isEqualTo(Map.of(new Troubles.Refusal("source bulk", "429"), 1L));
    }
  }

  @Test
  void documentsThatAreNotSavedInTimeGet503() throws Exception {
    try (Endpoint slow = Endpoint.waiting(settings(64 << 10, 1 << 20, Duration.ofMillis(50)))) {
      HttpResponse<String> late =
          Endpoint.send(slow.bulk("/_bulk", "{\"create\":{}}\n{\"n\":1}\n"));

      assertThat(late.statusCode()).isEqualTo(503);
      assertThat(slow.troubles.now()).containsOnlyKeys("source bulk");
      slow.waiting.take().complete(List.of()); // too late for an answer
    }
  }

  @Test
  void aFailingFeedIsATroubleUntilItWorks() throws Exception {
    try (Endpoint slow = Endpoint.waiting(settings())) {
      CompletableFuture<HttpResponse<String>> first =
          Endpoint.CLIENT.sendAsync(
              slow.bulk("/_bulk", "{\"create\":{}}\n{}\n").build(), BodyHandlers.ofString());
      slow.waiting.take().completeExceptionally(new IOException("no space left"));
      assertThat(first.get().statusCode()).isEqualTo(503);
      assertThat(slow.troubles.now().get("source bulk")).contains("no space left");

      CompletableFuture<HttpResponse<String>> second =
          Endpoint.CLIENT.sendAsync(
              slow.bulk("/_bulk", "{\"create\":{}}\n{}\n").build(), BodyHandlers.ofString());
      slow.waiting.take().complete(List.of());
      assertThat(second.get().statusCode()).isEqualTo(200);
      assertThat(slow.troubles.now()).isEmpty();
    }
  }

  @Test
  void closingWaitsForRequestsInFlightAndAcceptsNoMore() throws Exception {
    Endpoint slow = Endpoint.waiting(settings());
    int port = slow.source.port();
    CompletableFuture<HttpResponse<String>> first =
        Endpoint.CLIENT.sendAsync(
            slow.bulk("/_bulk", "{\"create\":{}}\n{}\n").build(), BodyHandlers.ofString());
    CompletableFuture<List<ItemFault>> taken = slow.waiting.poll(20, TimeUnit.SECONDS);
    CompletableFuture<Void> closed = CompletableFuture.runAsync(slow.source::close);
    await().until(() -> !accepts(port));
    assertThat(closed).isNotDone();
    taken.complete(List.of());

    assertThat(first.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    closed.get(20, TimeUnit.SECONDS);
    slow.run.get(20, TimeUnit.SECONDS);
    assertThat(slow.documents).hasSize(1);
  }

  private static boolean accepts(int port) {
    try {
      new Socket("127.0.0.1", port).close();
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
