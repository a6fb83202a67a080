package dev.weir.internal.service.monitor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.internal.service.health.Troubles;
import dev.weir.internal.service.http.HttpServer;
import dev.weir.internal.service.http.ListenSettings;
import dev.weir.internal.service.store.Commit;
import dev.weir.internal.service.store.Store;
import dev.weir.internal.service.store.StoredAlert;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlertPagesTest {

  @TempDir private Path folder;
  private Store store;
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    Instant now = Instant.parse("2026-11-24T10:00:00Z");
    store = Store.open(folder.resolve("weir.db"), () -> now);
    AlertPages pages = new AlertPages(store::alerts, "ApiKey good"::equals);
    server = HttpServer.start("test", ListenSettings.loopback(0), pages, new Troubles());
    for (int i = 1; i <= 150; i++) {
      byte[] document = ("{\"command_line\":\"curl " + i + "\"}").getBytes(UTF_8);
      String host = i == 7 ? "victim" : "noisy";
      StoredAlert alert = StoredAlert.of("id" + i, "A rule", host, i <= 10, document);
      store.write(new Commit(false, Map.of(), Set.of(), Map.of(), List.of(alert)));
    }
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
    store.close();
  }

  @Test
  void alertsAreListedNewestFirstInPages() throws Exception {
    List<String> first = get("/alerts", "").body().lines().toList();
    assertThat(first).hasSize(100);
    assertThat(first.get(0))
        .isEqualTo(
            "{\"number\":150,\"stored\":\"2026-11-24T10:00:00Z\",\"id\":\"id150\","
                + "\"rule\":\"A rule\",\"host\":\"noisy\",\"suppressed\":false,\"state\":\"final\"}");

    List<String> second = get("/alerts?before=51", "").body().lines().toList();
    assertThat(second).hasSize(50);
    assertThat(second.get(0)).contains("\"number\":50,");
    assertThat(get("/alerts?before=1", "").body()).isEmpty();
  }

  @Test
  void aSuppressedAlertOfAHostIsFound() throws Exception {
    assertThat(get("/alerts?suppressed=true", "").body().lines()).hasSize(10);
    assertThat(get("/alerts?suppressed=true&host=victim", "").body().lines())
        .singleElement()
        .asString()
        .contains("\"id\":\"id7\"", "\"suppressed\":true");
    assertThat(get("/alerts?host=nobody", "").body()).isEmpty();
  }

  @Test
  void commandLinesNeedAKey() throws Exception {
    assertThat(get("/alerts", "").body()).doesNotContain("curl");
    assertThat(get("/alerts?host=victim", "ApiKey good").body())
        .endsWith(",\"alert\":{\"command_line\":\"curl 7\"}}\n");
    assertThat(get("/alerts", "ApiKey bad").statusCode()).isEqualTo(401);
  }

  @ParameterizedTest
  @CsvSource({"/alerts?before=x, 400", "/alerts?supressed=true, 400", "/else, 404"})
  void wrongRequestsAreAnswered(String path, int status) throws Exception {
    assertThat(get(path, "").statusCode()).isEqualTo(status);
  }

  private HttpResponse<String> get(String path, String authorization) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
