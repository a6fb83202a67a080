package dev.weir.internal.service.search;

import dev.weir.internal.service.search.SearchClient.Product;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The documents of a time span at one point in time, oldest first, page by page. For one thread.
 */
public final class SearchScan implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SearchScan.class);

  /** How long the server keeps the point in time after a page, while the page is worked on. */
  private static final String KEEP_ALIVE = "10m";

  /**
   * What to look for.
   *
   * @param index names or patterns of indices or data streams, with commas between them
   * @param query a query in JSON that narrows them
   * @param from the first {@code @timestamp}, in milliseconds since 1970
   * @param to the first one that is too late
   * @param pageSize documents a page at most; more than the indices have shards
   */
  public record Request(String index, String query, long from, long to, int pageSize) {}

  private final SearchClient client;
  private final Request request;
  private final Product product;
  private String id;
  private List<Long> after = List.of();

  private SearchScan(SearchClient client, Request request, Product product, String id) {
    this.client = client;
    this.request = request;
    this.product = product;
    this.id = id;
  }

  /**
   * Checks a query as far as can be done without a cluster.
   *
   * @param query what should be a query in JSON
   * @throws IllegalArgumentException if it is no JSON object
   */
  public static void checkQuery(String query) {
    try {
      if (!NodeResponse.MAPPER.readTree(query).isObject()) {
        throw new IllegalArgumentException("query: wants a JSON object");
      }
    } catch (JacksonException e) {
      throw new IllegalArgumentException("query: is no JSON: " + e.getOriginalMessage(), e);
    }
  }

  /**
   * Fixes the point in time.
   *
   * @param client reaches the cluster
   * @param request what to look for
   * @return at its first page
   * @throws SearchException if the cluster does not do it, or there is no such index
   * @throws InterruptedException if the thread is interrupted
   */
  public static SearchScan open(SearchClient client, Request request)
      throws SearchException, InterruptedException {
    Product product = client.product();
    boolean elastic = product == Product.ELASTICSEARCH;
    String path =
        "/"
            + URLEncoder.encode(request.index, StandardCharsets.UTF_8)
            + (elastic ? "/_pit" : "/_search/point_in_time")
            + "?keep_alive="
            + KEEP_ALIVE
            + "&allow_no_indices=false"
            // Elasticsearch refuses to leave out shards by itself
            + (elastic ? "" : "&allow_partial_pit_creation=false");
    NodeResponse answer = client.send("POST", path, null, SearchClient.JSON);
    if (answer.status() == 404) {
      throw answer.failure(
          "there is no index or data stream " + request.index + "; check index", 404);
    }
    String id = answer.orFail().json().path(elastic ? "id" : "pit_id").asString("");
    return new SearchScan(client, request, product, id);
  }

  /**
   * The next page.
   *
   * @return fewer than a page's size at the end; with OpenSearch, it may begin with documents that
   *     the page before ended with
   * @throws SearchException if the cluster does not give it
   * @throws InterruptedException if the thread is interrupted
   */
  public List<Hit> next() throws SearchException, InterruptedException {
    NodeResponse answer =
        client
            .send("POST", "/_search?allow_partial_search_results=false", body(), SearchClient.JSON)
            .orFail();
    HitPage page;
    try {
      page = HitPage.read(answer.body());
    } catch (JacksonException e) {
      throw answer.misunderstood(e);
    }
    if (page.timedOut()) {
      throw answer.failure("the search timed out in the cluster", answer.status());
    }
    if (!page.pointInTime().isEmpty()) {
      id = page.pointInTime();
    }
    if (page.hits().size() == request.pageSize) {
      goOnAfter(page.lastSort(), answer);
    }
    return page.hits();
  }

  /**
   * Elasticsearch breaks ties by a number that is each document's own. OpenSearch before 3.3 has
   * only a document's number in its shard, which documents of several shards share: so the next
   * page begins with the last of them once more, lest others of the same time and number be lost.
   */
  private void goOnAfter(List<Long> last, NodeResponse answer) throws SearchException {
    List<Long> next =
        product == Product.ELASTICSEARCH ? last : List.of(last.get(0), last.get(1) - 1);
    if (next.equals(after)) {
      throw answer.failure(
          "page-size is not above the number of shards; raise it", answer.status());
    }
    after = next;
  }

  private byte[] body() {
    ObjectNode body = NodeResponse.MAPPER.createObjectNode();
    body.put("size", request.pageSize);
    body.put("track_total_hits", false);
    body.putObject("pit").put("id", id).put("keep_alive", KEEP_ALIVE);
    ArrayNode filter = body.putObject("query").putObject("bool").putArray("filter");
    filter
        .addObject()
        .putObject("range")
        .putObject("@timestamp")
        .put("gte", request.from)
        .put("lt", request.to)
        .put("format", "epoch_millis");
    filter.add(NodeResponse.MAPPER.readTree(request.query));
    ArrayNode sort = body.putArray("sort");
    sort.addObject()
        .putObject("@timestamp")
        .put("order", "asc")
        .put("numeric_type", "date")
        .put("unmapped_type", "date");
    sort.addObject().put(product == Product.ELASTICSEARCH ? "_shard_doc" : "_doc", "asc");
    if (!after.isEmpty()) {
      ArrayNode values = body.putArray("search_after");
      after.forEach(values::add);
    }
    return NodeResponse.MAPPER.writeValueAsBytes(body);
  }

  /** Lets the server forget the point in time. */
  @Override
  public void close() {
    ObjectNode body = NodeResponse.MAPPER.createObjectNode();
    boolean elastic = product == Product.ELASTICSEARCH;
    if (elastic) {
      body.put("id", id);
    } else {
      body.putArray("pit_id").add(id);
    }
    try {
      client.send(
          "DELETE",
          elastic ? "/_pit" : "/_search/point_in_time",
          NodeResponse.MAPPER.writeValueAsBytes(body),
          SearchClient.JSON);
    } catch (IOException e) {
      LOG.debug("a point in time is left to expire", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
