package dev.weir.internal.service.search;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Speaks to a cluster what Elasticsearch 8 and 9 and OpenSearch 2 and 3 have in common. For one
 * thread.
 */
public final class SearchClient implements AutoCloseable {

  /** The products, which differ in points in time. */
  enum Product {
    ELASTICSEARCH,
    OPENSEARCH
  }

  static final String JSON = "application/json";
  static final String NDJSON = "application/x-ndjson";

  private static final Logger LOG = LoggerFactory.getLogger(SearchClient.class);

  private static final int LONGEST_ANSWER = 256 << 20;

  private final SearchSettings settings;
  private final HttpClient client;
  private final Optional<String> authorization;
  private volatile CompletableFuture<HttpResponse<byte[]>> underWay = new CompletableFuture<>();
  private volatile boolean closed;
  private int current;
  private @Nullable Product product;

  /**
   * A client that has not connected yet.
   *
   * @param settings how to reach the cluster
   * @throws IOException if the file of certificates cannot be used; its message says why
   */
  public SearchClient(SearchSettings settings) throws IOException {
    this.settings = settings;
    this.client = HttpClients.client(settings.connectTimeout(), settings.caCertificate());
    this.authorization = authorization(settings);
  }

  /** Which product it is; asked once. */
  Product product() throws SearchException, InterruptedException {
    if (product == null) {
      product = ask();
    }
    return product;
  }

  private Product ask() throws SearchException, InterruptedException {
    NodeResponse answer = send("GET", "/", null, JSON);
    // Elasticsearch says so in a header of all its answers, of those that forbid something, too
    if (answer.isElasticsearch()) {
      return Product.ELASTICSEARCH;
    }
    if (answer.status() == 403) {
      return Product.OPENSEARCH;
    }
    String distribution = answer.orFail().json().path("version").path("distribution").asString("");
    if (distribution.equals("opensearch")) {
      return Product.OPENSEARCH;
    }
    throw answer.failure(
        "neither Elasticsearch 8 or later nor OpenSearch 2 or later is there", answer.status());
  }

  /** Asks one node after the other, beginning with the one that answered last. */
  NodeResponse send(String method, String path, byte @Nullable [] body, String contentType)
      throws SearchException, InterruptedException {
    int nodes = settings.urls().size();
    int tried = 0;
    while (true) {
      tried++;
      try {
        NodeResponse answer = send(settings.urls().get(current), method, path, body, contentType);
        if (!isAway(answer.status())) {
          return answer;
        }
        throw answer.failure();
      } catch (SearchException e) {
        current = (current + 1) % nodes;
        if (tried == nodes) {
          throw e;
        }
        LOG.debug("the next node is asked", e);
      }
    }
  }

  private NodeResponse send(
      URI node, String method, String path, byte @Nullable [] body, String contentType)
      throws SearchException, InterruptedException {
    String root = node.toString().replaceAll("/+$", "");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(root + path))
            .method(
                method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body))
            .header("Content-Type", contentType)
            .header("User-Agent", "weir");
    authorization.ifPresent(secret -> request.header("Authorization", secret));
    try {
      HttpResponse<byte[]> response = await(request.build());
      boolean elastic =
          response
              .headers()
              .firstValue("X-Elastic-Product")
              .filter(name -> name.toLowerCase(Locale.ROOT).equals("elasticsearch"))
              .isPresent();
      String asked = method + " " + root + path.replaceAll("\\?.*", "");
      return new NodeResponse(asked, response.statusCode(), response.body(), elastic);
    } catch (IOException e) {
      String message = closed ? root + " is asked no more: Weir stops" : e.getMessage();
      throw new SearchException(String.valueOf(message), e);
    }
  }

  private HttpResponse<byte[]> await(HttpRequest request) throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> answer =
        HttpClients.start(client, request, LONGEST_ANSWER);
    underWay = answer;
    if (closed) {
      answer.cancel(true);
    }
    return HttpClients.await(answer, request.uri(), settings.requestTimeout());
  }

  /** Breaks off what is under way, and all that is still asked. May be called by any thread. */
  @Override
  public void close() {
    closed = true;
    underWay.cancel(true);
  }

  /** Whether a node, or a proxy before it, says that there is nobody behind it. */
  private static boolean isAway(int status) {
    return status >= 502 && status <= 504;
  }

  private static Optional<String> authorization(SearchSettings settings) {
    if (settings.apiKey() != null) {
      return Optional.of("ApiKey " + settings.apiKey());
    }
    if (settings.username() == null) {
      return Optional.empty();
    }
    String pair = settings.username() + ":" + settings.password();
    return Optional.of(
        "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
  }
}
