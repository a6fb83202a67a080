package dev.weir.internal.service.source;

import dev.weir.internal.service.search.HttpClients;
import dev.weir.internal.service.search.SearchScan;
import dev.weir.internal.service.search.SearchSettings;
import java.time.Duration;

/**
 * What to search for in Elasticsearch or OpenSearch, and how often.
 *
 * @param name what the operator calls the source
 * @param server how to reach the cluster
 * @param index names or patterns of indices or data streams, with commas between them
 * @param query a query in the cluster's own JSON that narrows the search
 * @param interval how long to wait between searches
 * @param lookBack how late an event may become searchable after its {@code @timestamp}
 * @param mostBehind how far back to begin after a long outage; what is older is left out
 * @param pageSize events a search brings at once; more than the indices have shards, and at most
 *     what they allow, which is 10,000 unless their settings say otherwise
 */
public record SearchSourceSettings(
    String name,
    SearchSettings server,
    String index,
    String query,
    Duration interval,
    Duration lookBack,
    Duration mostBehind,
    int pageSize) {

  /** The indices when nothing else is said: those of Elastic Defend. */
  public static final String INDEX = "logs-endpoint.events.*";

  /** The query when nothing else is said: every event. */
  public static final String QUERY = "{\"match_all\":{}}";

  /**
   * Checks the settings.
   *
   * @param name the source's name
   * @param server the cluster
   * @param index where to search
   * @param query what for
   * @param interval how often
   * @param lookBack how late events may come
   * @param mostBehind how far back at most
   * @param pageSize events at a time
   * @throws IllegalArgumentException if they cannot be used; its message names the setting
   */
  public SearchSourceSettings {
    if (index.isBlank()) {
      throw new IllegalArgumentException("index: must not be empty");
    }
    SearchScan.checkQuery(query);
    HttpClients.checkPositive("interval", interval);
    HttpClients.checkPositive("look-back", lookBack);
    if (mostBehind.compareTo(lookBack) < 0) {
      throw new IllegalArgumentException("most-behind: must not be below look-back");
    }
    if (pageSize < 1) {
      throw new IllegalArgumentException("page-size: must be above 0");
    }
  }

  /**
   * All events of {@value #INDEX}, every minute, with 9 minutes to look back, at most 7 days behind
   * and in pages of 1,000.
   *
   * @param name what the operator calls the source
   * @param server how to reach the cluster
   * @return the settings
   */
  public static SearchSourceSettings defaults(String name, SearchSettings server) {
    return new SearchSourceSettings(
        name,
        server,
        INDEX,
        QUERY,
        Duration.ofMinutes(1),
        Duration.ofMinutes(9),
        Duration.ofDays(7),
        1_000);
  }
}
