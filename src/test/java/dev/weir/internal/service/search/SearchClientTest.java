package dev.weir.internal.service.search;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.weir.internal.service.http.HttpClients;
import dev.weir.internal.service.search.SearchClient.Product;
import dev.weir.testkit.ServerCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a real OpenSearch does not show: responses of Elasticsearch, TLS, and failures. */
class SearchClientTest {

  private record Scripted(int status, String body) {}

  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private final List<HttpServer> servers = new ArrayList<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final List<String> authorizations = new CopyOnWriteArrayList<>();
  private final Map<String, Scripted> answers = new HashMap<>();
  private boolean elastic;

  @AfterEach
  void stop() {
    servers.forEach(server -> server.stop(0));
  }

  @Test
  void pagesThroughAPointInTimeOfElasticsearch() throws Exception {
    elastic = true;
    answers.put("GET /", new Scripted(200, "{\"version\":{\"number\":\"9.2.1\"}}"));
    answers.put("POST /logs-*/_pit?keep_alive=10m&allow_no_indices=false", pit("p1"));
    answers.put("POST /_search?allow_partial_search_results=false", page());
    answers.put("DELETE /_pit", new Scripted(200, "{\"succeeded\":true,\"num_freed\":1}"));
    SearchClient client = new SearchClient(SearchSettings.defaults(List.of(plain())));
    List<Hit> hits;
    try (SearchScan scan =
        SearchScan.open(client, new SearchScan.Request("logs-*", "{\"match_all\":{}}", 1, 9, 2))) {
      hits = scan.next();
      answers.put(
          "POST /_search?allow_partial_search_results=false",
          new Scripted(200, "{\"pit_id\":\"p2\",\"timed_out\":false,\"hits\":{\"hits\":[]}}"));
      assertThat(scan.next()).isEmpty();
    }

    assertThat(hits).extracting(Hit::id).containsExactly("a", "b");
    assertThat(hits).extracting(Hit::index).containsOnly(".ds-logs-x-000001");
    assertThat(hits).extracting(Hit::timestamp).containsExactly(5L, 6L);
    assertThat(new String(hits.get(0).bytes(), hits.get(0).from(), 10, UTF_8))
        .isEqualTo("{ \"x\" : 1}");
    assertThat(asked.get(2))
        .contains("\"_shard_doc\":\"asc\"", "\"id\":\"p1\"")
        .doesNotContain("search_after");
    // the newer id of the point in time, and the sort values as they were
    assertThat(asked.get(3)).contains("\"id\":\"p2\"", "\"search_after\":[6, 4294967297]");
    assertThat(asked.get(4)).isEqualTo("DELETE /_pit {\"id\":\"p2\"}");
  }

  private static Scripted pit(String id) {
    return new Scripted(200, "{\"id\":\"" + id + "\",\"_shards\":{\"total\":1,\"failed\":0}}");
  }

  private static Scripted page() {
    return new Scripted(
        200,
        "{\"pit_id\":\"p2\",\"took\":1,\"timed_out\":false,\"hits\":{\"max_score\":null,\"hits\":["
            + "{\"_index\":\".ds-logs-x-000001\",\"_id\":\"a\",\"_score\":null,"
            + "\"_source\":{ \"x\" : 1},\"sort\":[5,0]},"
            + "{\"_index\":\".ds-logs-x-000001\",\"_id\":\"b\",\"_score\":null,"
            + "\"_source\":{\"x\":\"é\"},\"sort\":[6,4294967297]}]}}");
  }

  /** Whatever a server answers is an IOException, as any other would end the source. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "nonsense",
        "{\"hits\":",
        "{\"timed_out\":\"x\"}",
        "{\"pit_id\":{}}",
        "{\"hits\":{\"hits\":[{\"sort\":[]}]}}",
        "{\"hits\":{\"hits\":[{\"sort\":[5]}]}}",
        "{\"hits\":{\"hits\":[{\"sort\":{}}]}}",
        "{\"hits\":{\"hits\":[{\"sort\":[99999999999999999999,1]}]}}",
        "{\"hits\":{\"hits\":[{\"_id\":{}}]}}",
      })
  void anOddPageIsAnErrorOfTheServer(String page) throws Exception {
    answers.put("GET /", new Scripted(200, "{\"version\":{\"distribution\":\"opensearch\"}}"));
    answers.put(
        "POST /logs/_search/point_in_time?keep_alive=10m&allow_no_indices=false"
            + "&allow_partial_pit_creation=false",
        new Scripted(200, "{\"pit_id\":\"p1\"}"));
    answers.put("POST /_search?allow_partial_search_results=false", new Scripted(200, page));
    SearchClient client = new SearchClient(SearchSettings.defaults(List.of(plain())));
    SearchScan scan = SearchScan.open(client, new SearchScan.Request("logs", "{}", 1, 9, 1));

    assertThatThrownBy(scan::next)
        .isInstanceOf(SearchException.class)
        .hasMessageContaining("the response is not from a search server");
  }

  @Test
  void detectsTheProductEvenWithoutPrivileges() throws Exception {
    answers.put("GET /", new Scripted(403, "{}"));
    elastic = true;
    assertThat(client(null).product()).isEqualTo(Product.ELASTICSEARCH);
    elastic = false;
    assertThat(client(null).product()).isEqualTo(Product.OPENSEARCH);
    answers.put("GET /", new Scripted(200, "{\"version\":{\"number\":\"6.8.0\"}}"));
    assertThatThrownBy(() -> client(null).product()).hasMessageContaining("nor OpenSearch 2");
  }

  @ParameterizedTest
  @CsvSource({"401,check api-key", "403,lacks a privilege", "429,retries later", "500,boom"})
  void errorsNameTheProblemAndNoSecret(int status, String words) throws Exception {
    String body =
        "{\"error\":{\"type\":\"t\",\"reason\":\"boom\",\"caused_by\":{\"reason\":\"deep\"}}}";
    answers.put("GET /x?pretty", new Scripted(status, body));
    SearchClient client = client("c2VjcmV0");
    URI url = URI.create(servers.get(0).getAddress().toString().replaceAll(".*/", "http://"));

    assertThatThrownBy(() -> client.send("GET", "/x?pretty", null, SearchClient.JSON).orThrow())
        .isInstanceOf(SearchException.class)
        .hasMessageContaining("GET " + url + "/x returned " + status + ": t: boom (deep)")
        .hasMessageContaining(words)
        .hasMessageNotContaining("c2VjcmV0");
    assertThat(authorizations).containsExactly("ApiKey c2VjcmV0");
  }

  @Test
  void triesTheNextNodeIfOneIsUnavailable() throws Exception {
    answers.put("GET /x", new Scripted(503, "starting"));
    URI first = plain();
    answers.put("GET /y", new Scripted(200, "{}"));
    HttpServer second = HttpServer.create(new InetSocketAddress(LOOPBACK, 0), 0);
    second.createContext("/", exchange -> answer(exchange, new Scripted(200, "{\"second\":1}")));
    second.start();
    servers.add(second);
    URI next = URI.create("http://127.0.0.1:" + second.getAddress().getPort());
    SearchClient client = new SearchClient(SearchSettings.defaults(List.of(first, next)));

    for (int i = 0; i < 2; i++) {
      assertThat(client.send("GET", "/x", null, SearchClient.JSON).json().has("second")).isTrue();
    }
    assertThat(asked).hasSize(1);
  }

  @Test
  void aStalledBodyTimesOut() throws Exception {
    HttpServer stalling = HttpServer.create(new InetSocketAddress(LOOPBACK, 0), 0);
    stalling.createContext("/", exchange -> exchange.sendResponseHeaders(200, 100));
    stalling.start();
    servers.add(stalling);
    URI url = URI.create("http://127.0.0.1:" + stalling.getAddress().getPort());
    SearchSettings settings =
        new SearchSettings(List.of(url), null, null, null, null, false, time(10_000), time(200));
    SearchClient client = new SearchClient(settings);

    assertThatThrownBy(() -> client.send("GET", "/", null, SearchClient.JSON))
        .hasMessageContaining("does not answer within 200 ms");
  }

  @Test
  void closingAbortsTheCurrentRequest() throws Exception {
    HttpServer silent = HttpServer.create(new InetSocketAddress(LOOPBACK, 0), 0);
    CompletableFuture<Void> waiting = new CompletableFuture<>();
    silent.createContext("/", exchange -> waiting.complete(null));
    silent.start();
    servers.add(silent);
    SearchClient client =
        new SearchClient(
            SearchSettings.defaults(
                List.of(URI.create("http://127.0.0.1:" + silent.getAddress().getPort()))));
    CompletableFuture<Void> closing = waiting.thenRun(client::close);

    assertThatThrownBy(() -> client.send("GET", "/", null, SearchClient.JSON))
        .hasMessageContaining("Weir stops");
    closing.join();
    assertThatThrownBy(() -> client.send("GET", "/", null, SearchClient.JSON))
        .hasMessageContaining("Weir stops");
  }

  @Test
  void trustsOnlyTheGivenAuthority(@TempDir Path folder) throws Exception {
    ServerCertificate certificate = ServerCertificate.make(folder, "server");
    Path pem = certificate.certificate();
    HttpsServer server = HttpsServer.create(new InetSocketAddress(LOOPBACK, 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls(certificate)));
    server.createContext("/", this::handle);
    server.start();
    servers.add(server);
    answers.put("GET /x", new Scripted(200, "{\"ok\":true}"));
    URI url = URI.create("https://127.0.0.1:" + server.getAddress().getPort());

    SearchClient trusting =
        new SearchClient(
            new SearchSettings(
                List.of(url),
                null,
                "elastic",
                "pass word",
                pem,
                false,
                time(20_000),
                time(20_000)));
    assertThat(trusting.send("GET", "/x", null, SearchClient.JSON).status()).isEqualTo(200);
    assertThat(authorizations).containsExactly("Basic ZWxhc3RpYzpwYXNzIHdvcmQ=");
    SearchClient other = new SearchClient(SearchSettings.defaults(List.of(url)));
    assertThatThrownBy(() -> other.send("GET", "/x", null, SearchClient.JSON))
        .hasMessageContaining("set ca-certificate");
    Files.writeString(pem, "nothing");
    assertThatThrownBy(() -> HttpClients.client(time(1_000), pem))
        .hasMessageContaining("server.crt");
    assertThatThrownBy(() -> HttpClients.client(time(1_000), folder.resolve("none")))
        .hasMessageContaining("no such file");
  }

  @ParameterizedTest
  @CsvSource({
    "http://search.example:9200,insecure: true",
    "https://user:pass@search.example:9200,must not contain a user or password",
    "search.example:9200,https://host:9200"
  })
  void rejectsAUrl(String url, String words) {
    assertThatThrownBy(() -> settings(URI.create(url), "c2VjcmV0", false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("urls: ")
        .hasMessageContaining(words)
        .hasMessageNotContaining("user:pass");
  }

  @Test
  void settingsShowNoSecret() {
    URI away = URI.create("http://search.example:9200");
    assertThat(settings(away, "c2VjcmV0", true).toString()).doesNotContain("c2VjcmV0");
    assertThat(settings(URI.create("http://[::1]:9200"), "k", false).apiKey()).isEqualTo("k");
  }

  private SearchClient client(@Nullable String apiKey) throws IOException {
    return new SearchClient(settings(plain(), apiKey, false));
  }

  private static SearchSettings settings(URI url, @Nullable String apiKey, boolean insecure) {
    return new SearchSettings(
        List.of(url), apiKey, null, null, null, insecure, time(20_000), time(20_000));
  }

  private static Duration time(long millis) {
    return Duration.ofMillis(millis);
  }

  private URI plain() throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress(LOOPBACK, 0), 0);
    server.createContext("/", this::handle);
    server.start();
    servers.add(server);
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void handle(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    String line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
    asked.add((line + " " + body).strip());
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    if (authorization != null) {
      authorizations.add(authorization);
    }
    answer(exchange, answers.getOrDefault(line, new Scripted(404, "not scripted: " + line)));
  }

  private void answer(HttpExchange exchange, Scripted scripted) throws IOException {
    exchange.getRequestBody().readAllBytes();
    if (elastic) {
      exchange.getResponseHeaders().add("X-Elastic-Product", "Elasticsearch");
    }
    byte[] body = scripted.body.getBytes(UTF_8);
    exchange.sendResponseHeaders(scripted.status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static SSLContext tls(ServerCertificate certificate) throws Exception {
    char[] password = ServerCertificate.PASSWORD.toCharArray();
    KeyStore keys = KeyStore.getInstance(certificate.pkcs12().toFile(), password);
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keys, password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, null);
    return context;
  }
}
