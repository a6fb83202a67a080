package dev.weir.internal.service.search;

import dev.weir.internal.service.search.SearchClient.Product;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * A search for the documents of a time span, page by page, oldest first, in a snapshot of the
 * indices (a point in time). For one thread.
 */
public final class SearchScan implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SearchScan.class);

  /** How long the server keeps the snapshot while a page is processed. */
  private static final String KEEP_ALIVE = "10m";

  /** What to search for. */
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

  /** Checks that a query is a JSON object. */
  public static void checkQuery(String query) {
    try {
      if (!NodeResponse.MAPPER.readTree(query).isObject()) {
        throw new IllegalArgumentException("query: must be a JSON object");
      }
    } catch (JacksonException e) {
      throw new IllegalArgumentException("query: invalid JSON: " + e.getOriginalMessage(), e);
    }
  }

  /** Takes the snapshot. */
  public static SearchScan open(SearchClient client, Request request)
      throws SearchException, InterruptedException {
    Product product = client.product();
    String path =
        "/%s%s?keep_alive=%s&allow_no_indices=false%s"
            .formatted(
                URLEncoder.encode(request.index, StandardCharsets.UTF_8),
                product.path,
                KEEP_ALIVE,
                product.allOrNothing);
    NodeResponse response = client.send("POST", path, null, SearchClient.JSON);
    if (response.status() == 404) {
      throw response.failure("no index or data stream matches " + request.index + "; check index");
    }
    String id = response.orThrow().json().path(product.id).asString("");
    return new SearchScan(client, request, product, id);
  }

  /**
   * The next page; the last one is not full. With OpenSearch, a page may repeat the last documents
   * of the page before.
   */
  public List<Hit> next() throws SearchException, InterruptedException {
    NodeResponse response =
        client
            .send("POST", "/_search?allow_partial_search_results=false", body(), SearchClient.JSON)
            .orThrow();
    HitPage page;
    try {
      page = HitPage.read(response.body());
    } catch (JacksonException e) {
      throw response.unparsable(e);
    }
    if (page.timedOut()) {
      throw response.failure("the search timed out in the cluster");
    }
    if (!page.pointInTime().isEmpty()) {
      id = page.pointInTime();
    }
    if (page.hits().size() == request.pageSize) {
      continueAfter(page.lastSort(), response);
    }
    return page.hits();
  }

  /**
   * Elasticsearch breaks ties by a number that is unique per document. OpenSearch before 3.3 has
   * only a document's number in its shard, which documents of several shards share. So the next
   * page repeats the last document, to find others of the same time and number.
   */
  private void continueAfter(List<Long> last, NodeResponse response) throws SearchException {
    List<Long> next =
        product == Product.ELASTICSEARCH ? last : List.of(last.get(0), last.get(1) - 1);
    if (next.equals(after)) {
      throw response.failure(
          "page-size must be larger than the number of shards; increase page-size");
    }
    after = next;
  }

  private byte[] body() {
    String search =
        """
        {"size":%d,"track_total_hits":false,"pit":{"id":%s,"keep_alive":"%s"},\
        "query":{"bool":{"filter":[\
        {"range":{"@timestamp":{"gte":%d,"lt":%d,"format":"epoch_millis"}}},%s]}},\
        "sort":[{"@timestamp":{"order":"asc","numeric_type":"date","unmapped_type":"date"}},\
        {"%s":"asc"}]%s}"""
            .formatted(
                request.pageSize,
                quote(id),
                KEEP_ALIVE,
                request.from,
                request.to,
                request.query,
                product.tieBreaker,
                after.isEmpty() ? "" : ",\"search_after\":" + after);
    return search.getBytes(StandardCharsets.UTF_8);
  }

  private static String quote(String text) {
    return NodeResponse.MAPPER.writeValueAsString(text);
  }

  /** Releases the snapshot. */
  @Override
  public void close() {
    String ids = product == Product.ELASTICSEARCH ? quote(id) : "[" + quote(id) + "]";
    String body = "{\"" + product.id + "\":" + ids + "}";
    try {
      client.send("DELETE", product.path, body.getBytes(StandardCharsets.UTF_8), SearchClient.JSON);
    } catch (IOException e) {
      LOG.debug("could not release a point in time; it expires", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
