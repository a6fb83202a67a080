package dev.weir.internal.service.search;

import dev.weir.internal.service.http.HttpClients;
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
 * A client for the API that Elasticsearch 8 and 9 and OpenSearch 2 and 3 share. For one thread,
 * except for {@link #close}.
 */
public final class SearchClient implements AutoCloseable {

  /** The products; their APIs for points in time differ. */
  enum Product {
    /** Never leaves out shards. */
    ELASTICSEARCH("/_pit", "id", "_shard_doc", ""),
    OPENSEARCH("/_search/point_in_time", "pit_id", "_doc", "&allow_partial_pit_creation=false");

    final String path;
    final String id;
    final String tieBreaker;
    final String allOrNothing;

    Product(String path, String id, String tieBreaker, String allOrNothing) {
      this.path = path;
      this.id = id;
      this.tieBreaker = tieBreaker;
      this.allOrNothing = allOrNothing;
    }
  }

  static final String JSON = "application/json";
  static final String NDJSON = "application/x-ndjson";

  private static final Logger LOG = LoggerFactory.getLogger(SearchClient.class);

  private static final int MAX_RESPONSE_BYTES = 256 << 20;

  private final SearchSettings settings;
  private final HttpClient client;
  private final Optional<String> authorization;
  private volatile CompletableFuture<HttpResponse<byte[]>> inFlight = new CompletableFuture<>();
  private volatile boolean closed;
  private int current;
  private @Nullable Product product;

  /** A client that connects with the first request. */
  public SearchClient(SearchSettings settings) throws IOException {
    this.settings = settings;
    this.client = HttpClients.client(settings.connectTimeout(), settings.caCertificate());
    this.authorization = authorization(settings);
  }

  /** The product; requested once. */
  Product product() throws SearchException, InterruptedException {
    if (product == null) {
      product = detectProduct();
    }
    return product;
  }

  private Product detectProduct() throws SearchException, InterruptedException {
    NodeResponse response = send("GET", "/", null, JSON);
    // Elasticsearch sends its product header in every response, even with 403
    if (response.isElasticsearch()) {
      return Product.ELASTICSEARCH;
    }
    if (response.status() == 403) {
      return Product.OPENSEARCH;
    }
    String distribution =
        response.orThrow().json().path("version").path("distribution").asString("");
    if (distribution.equals("opensearch")) {
      return Product.OPENSEARCH;
    }
    throw response.failure("neither Elasticsearch 8 or later nor OpenSearch 2 or later");
  }

  /** Creates an index template unless one of this name exists. */
  public void installTemplate(String name, byte[] template)
      throws SearchException, InterruptedException {
    String path = "/_index_template/" + name;
    NodeResponse existing = send("HEAD", path, null, JSON);
    if (existing.status() == 404) {
      send("PUT", path, template, JSON).orThrow();
    } else {
      existing.orThrow();
    }
  }

  /** Sends a request to each node in turn until one answers, first to the one that did last. */
  NodeResponse send(String method, String path, byte @Nullable [] body, String contentType)
      throws SearchException, InterruptedException {
    int nodes = settings.urls().size();
    int tried = 0;
    while (true) {
      tried++;
      try {
        NodeResponse response = send(settings.urls().get(current), method, path, body, contentType);
        if (!isUnavailable(response.status())) {
          return response;
        }
        throw response.failure();
      } catch (SearchException e) {
        current = (current + 1) % nodes;
        if (tried == nodes) {
          throw e;
        }
        LOG.debug("trying the next node", e);
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
      CompletableFuture<HttpResponse<byte[]>> sent =
          HttpClients.start(client, request.build(), MAX_RESPONSE_BYTES);
      inFlight = sent;
      if (closed) {
        sent.cancel(true);
      }
      HttpResponse<byte[]> response = HttpClients.await(sent, node, settings.requestTimeout());
      boolean elastic =
          response
              .headers()
              .firstValue("X-Elastic-Product")
              .filter(name -> name.toLowerCase(Locale.ROOT).equals("elasticsearch"))
              .isPresent();
      String line = method + " " + root + path.replaceAll("\\?.*", "");
      return new NodeResponse(line, response.statusCode(), response.body(), elastic);
    } catch (IOException e) {
      String message =
          closed ? "the request to " + root + " was canceled: Weir stops" : e.getMessage();
      throw new SearchException(String.valueOf(message), e);
    }
  }

  /** Aborts the current request and all later ones. May be called by any thread. */
  @Override
  public void close() {
    closed = true;
    inFlight.cancel(true);
  }

  /** Whether a node, or a proxy in front of it, is not available. */
  private static boolean isUnavailable(int status) {
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
