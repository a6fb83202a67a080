package dev.weir.internal.service.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.internal.service.health.Troubles;
import dev.weir.internal.service.http.HttpLimits;
import dev.weir.internal.service.http.ListenSettings;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Authentication and listening addresses. */
class SafetyTest {

  private static final ApiKey.New KEY = ApiKey.make("filebeat", new SecureRandom());

  static BulkSettings settings(ListenSettings listen, String... keys) {
    BulkSettings defaults = BulkSettings.defaults();
    return new BulkSettings(
        listen,
        List.of(keys).stream().map(ApiKey::parse).toList(),
        defaults.bodyBytes(),
        defaults.underWayBytes(),
        defaults.bodyTime(),
        Duration.ofSeconds(25),
        false);
  }

  private static String pair(String pair) {
    return Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void acceptsAKeyInTheFormsThatClientsSend() throws Exception {
    try (Endpoint endpoint = Endpoint.start(settings(ListenSettings.loopback(0), KEY.line()))) {
      assertThat(status(endpoint, "ApiKey " + pair("filebeat:" + KEY.key()))).isEqualTo(200);
      assertThat(status(endpoint, "Basic " + pair("filebeat:" + KEY.key()))).isEqualTo(200);
      assertThat(status(endpoint, "basic  " + pair("filebeat:" + KEY.key()))).isEqualTo(200);
      for (String wrong :
          List.of(
              "Basic " + pair("filebeat:" + KEY.key() + "x"),
              "Basic " + pair("other:" + KEY.key()),
              "Basic " + pair("filebeat"),
              "Bearer " + KEY.key(),
              "ApiKey",
              "ApiKey !!!")) {
        assertThat(status(endpoint, wrong)).as(wrong).isEqualTo(401);
      }
      HttpResponse<String> none = Endpoint.send(endpoint.to("/"));
      assertThat(none.statusCode()).isEqualTo(401);
      assertThat(none.headers().allValues("WWW-Authenticate"))
          .containsExactly("Basic realm=\"Weir\", charset=\"UTF-8\"", "ApiKey");
    }
  }

  private static int status(Endpoint endpoint, String authorization) throws Exception {
    HttpRequest.Builder request = endpoint.bulk("/_bulk", "{\"create\":{}}\n{}\n");
    return Endpoint.send(request.header("Authorization", authorization)).statusCode();
  }

  @Test
  void neverShowsTheSecret() {
    assertThat(KEY.toString()).doesNotContain(KEY.key());
    assertThat(ApiKey.parse(KEY.line()).toString()).isEqualTo("ApiKey[name=filebeat]");
    assertThatThrownBy(() -> ApiKey.parse("filebeat:" + KEY.key()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining(KEY.key());
    assertThatThrownBy(() -> ApiKey.make("a:b", new SecureRandom()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aPublicAddressNeedsTlsAndKeysOrInsecure() throws Exception {
    HttpLimits limits = HttpLimits.defaults();
    assertThatThrownBy(() -> run(new ListenSettings("0.0.0.0", 0, null, false, limits)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("source bulk: 0.0.0.0 can be reached from other machines");
    try (Endpoint open =
        Endpoint.start(settings(new ListenSettings("0.0.0.0", 0, null, true, limits)))) {
      assertThat(Endpoint.send(open.to("/")).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void reportsAPortInUse() throws Exception {
    try (Endpoint first = Endpoint.start(settings(ListenSettings.loopback(0)))) {
      assertThatThrownBy(() -> run(ListenSettings.loopback(first.source.port())))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("127.0.0.1:" + first.source.port() + ": the port is in use");
    }
  }

  private static void run(ListenSettings listen) throws Exception {
    new BulkSource("bulk", settings(listen), new Troubles()).run(null);
  }
}
