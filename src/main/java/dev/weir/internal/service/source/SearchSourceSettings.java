package dev.weir.internal.service.source;

import dev.weir.internal.service.http.HttpClients;
import dev.weir.internal.service.search.SearchScan;
import dev.weir.internal.service.search.SearchSettings;
import java.time.Duration;

/**
 * The settings of a search source, named as in the settings file.
 *
 * @param index comma-separated names or patterns of indices or data streams
 * @param query a filter in the cluster's JSON
 * @param interval time between searches
 * @param lookBack how late an event may become searchable after its {@code @timestamp}
 * @param mostBehind how far back to start after a long outage; older events are skipped
 * @param pageSize events per response; must exceed the number of shards, and not the indices'
 *     {@code max_result_window} (10,000)
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

  /** The default indices: those of Elastic Defend. */
  public static final String INDEX = "logs-endpoint.events.*";

  /** The default query: all events. */
  public static final String QUERY = "{\"match_all\":{}}";

  public SearchSourceSettings {
    if (index.isBlank()) {
      throw new IllegalArgumentException("index: must not be empty");
    }
    SearchScan.checkQuery(query);
    HttpClients.checkPositive("interval", interval);
    HttpClients.checkPositive("look-back", lookBack);
    if (mostBehind.compareTo(lookBack) < 0) {
      throw new IllegalArgumentException("most-behind: must not be shorter than look-back");
    }
    if (pageSize < 1) {
      throw new IllegalArgumentException("page-size: must be above 0");
    }
  }

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
