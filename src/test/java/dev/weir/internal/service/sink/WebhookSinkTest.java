package dev.weir.internal.service.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.sun.net.httpserver.HttpServer;
import dev.weir.internal.service.sink.WebhookSettings.Format;
import dev.weir.internal.service.store.RefusedAlert;
import dev.weir.internal.service.store.StoredAlert;
import dev.weir.testkit.AlertFixtures;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSinkTest {

  private record Post(String path, Map<String, List<String>> headers, String body) {
    String header(String name) {
      return headers.get(name).get(0);
    }
  }

  private final List<Post> posts = new CopyOnWriteArrayList<>();
  private final Queue<Integer> answers = new ArrayDeque<>();
  private String badWord = "no such word";
  private Instant now = Instant.ofEpochSecond(1_750_000_000);
  private HttpServer receiver;

  @BeforeEach
  void listen() throws IOException {
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/hook",
        exchange -> {
          String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
          String path = exchange.getRequestURI().toString();
          posts.add(new Post(path, exchange.getRequestHeaders(), body));
          int status = body.contains(badWord) ? 422 : answers.isEmpty() ? 204 : answers.remove();
          exchange.getResponseHeaders().add("Retry-After", "120");
          exchange.getResponseHeaders().add("Location", "/elsewhere");
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    receiver.start();
  }

  @AfterEach
  void stop() {
    receiver.stop(0);
  }

  @Test
  void postsEachAlertWithItsIdAndASignatureThatAReceiverCanCheck() throws Exception {
    assertThat(sink(Format.SINGLE).deliver(alerts(2))).isEmpty();

    assertThat(posts).extracting(Post::body).containsExactly("{\"n\":0}", "{\"n\":1}");
    assertThat(posts.get(1).header("Idempotency-key")).isEqualTo("a1");
    assertThat(posts.get(1).header("Content-type")).isEqualTo("application/json");
    assertThat(posts.get(1).header("X-team")).isEqualTo("blue");
    // checks the signature as a receiver would
    String[] parts = posts.get(1).header("Weir-signature").split("[=,]");
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec("top secret".getBytes(UTF_8), "HmacSHA256"));
    StringBuilder hex = new StringBuilder();
    for (byte one : mac.doFinal((parts[1] + "." + posts.get(1).body()).getBytes(UTF_8))) {
      hex.append(Character.forDigit(one >> 4 & 15, 16)).append(Character.forDigit(one & 15, 16));
    }
    assertThat(parts).containsExactly("t", "1750000000", "v1", hex.toString());
  }

  @Test
  void theWorkedExampleOfTheDocumentationIsRight() {
    // printf '%s' '1750000000.{"n":1}' | openssl dgst -sha256 -hmac 'top secret'
    assertThat(WebhookSignature.of("top secret", 1_750_000_000, "{\"n\":1}".getBytes(UTF_8)))
        .isEqualTo(
            "t=1750000000,v1=0602a6f584f52cf7fe9060f83bb580107c5e28447b59dc292dedede18e663b1d");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ARRAY | [{\"n\":0},{\"n\":1}] | application/json",
        "NDJSON | '{\"n\":0}\n{\"n\":1}\n' | application/x-ndjson"
      })
  void postsABatchInOneRequest(Format format, String body, String type) throws Exception {
    assertThat(sink(format).deliver(alerts(2))).isEmpty();

    assertThat(posts).extracting(Post::body).containsExactly(body);
    assertThat(posts.get(0).header("Content-type")).isEqualTo(type);
    assertThat(posts.get(0).headers()).doesNotContainKey("Idempotency-key");
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 429, 500, 503, 401, 403, 404, 410, 301, 307})
  void retriesOnlyTheAlertsThatHaveNotArrived(int status) throws Exception {
    WebhookSink sink = sink(Format.SINGLE);
    answers.addAll(List.of(204, status));
    assertThatThrownBy(() -> sink.deliver(alerts(3)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("returned " + status)
        .hasMessageNotContaining("top secret")
        .hasMessageNotContaining("/hook");
    assertThatThrownBy(() -> sink.deliver(alerts(3)))
        .hasMessageContaining("asked to wait until 2025-06-15T15:08:40Z");

    now = now.plusSeconds(120);
    assertThat(sink.deliver(alerts(3))).isEmpty();
    assertThat(posts)
        .extracting(Post::body)
        .containsExactly("{\"n\":0}", "{\"n\":1}", "{\"n\":1}", "{\"n\":2}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"SINGLE", "ARRAY", "NDJSON"})
  void oneBadAlertIsRefusedAndTheOthersArrive(Format format) throws Exception {
    badWord = "\"n\":3";
    List<RefusedAlert> refused = sink(format).deliver(alerts(7));

    assertThat(refused).extracting(one -> one.alert().id()).containsExactly("a3");
    assertThat(refused.get(0).reason()).contains("422");
  }

  @Test
  void aTemplateMakesTheBodyAndTheAddressOfARetraction() throws Exception {
    String json =
        """
        {"alert": {"n": "${n}"}, "retraction": {"gone": "${weir.retracts}"}, "retraction-path": "/${weir.retracts}?x"}""";
    AlertTemplate template = new AlertTemplate(json, Map.of());
    WebhookSink sink = new WebhookSink(settings(Format.SINGLE, template, Map.of()), () -> now);
    byte[] retraction = "{\"weir\":{\"retracts\":\"a0\"}}".getBytes(UTF_8);
    sink.deliver(List.of(alerts(1).get(0), AlertFixtures.stored("a0-retracted", retraction)));

    assertThat(posts)
        .extracting(Post::path, Post::body)
        .containsExactly(tuple("/hook", "{\"n\":\"0\"}"), tuple("/hook/a0?x", "{\"gone\":\"a0\"}"));
  }

  @Test
  void namesAReceiverThatIsDown() throws Exception {
    WebhookSink sink = sink(Format.SINGLE);
    receiver.stop(0);
    assertThatThrownBy(() -> sink.deliver(alerts(1)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(":" + receiver.getAddress().getPort());
  }

  @Test
  void settingsHideSecretsAndRequireTls() {
    URI away = URI.create("http://example.org/hook");
    assertThatThrownBy(() -> WebhookSettings.defaults("w", away))
        .hasMessageContaining("insecure: true");
    assertThat(settings(Format.SINGLE).toString())
        .doesNotContain("top secret", "blue", "/hook")
        .contains("X-Team");
    assertThatThrownBy(() -> withHeaders(Map.of("Host", "x"))).hasMessageContaining("Host");
    assertThatThrownBy(() -> withHeaders(Map.of("X", "a\r\nb"))).hasMessageContaining("X");
  }

  private WebhookSink sink(Format format) throws IOException {
    return new WebhookSink(settings(format), () -> now);
  }

  private WebhookSettings settings(Format format) {
    return settings(format, null, Map.of("X-Team", "blue"));
  }

  private WebhookSettings withHeaders(Map<String, String> headers) {
    return settings(Format.SINGLE, null, headers);
  }

  private WebhookSettings settings(
      Format format, AlertTemplate template, Map<String, String> headers) {
    URI url = URI.create("http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook");
    Duration time = Duration.ofSeconds(20);
    return new WebhookSettings(
        "w", url, format, template, "top secret", headers, null, false, time, time);
  }

  private static List<StoredAlert> alerts(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> AlertFixtures.stored("a" + i, ("{\"n\":" + i + "}").getBytes(UTF_8)))
        .toList();
  }
}
