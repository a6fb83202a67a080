package dev.weir.bench;

import dev.weir.testkit.OpenSearchNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Counts the alerts that arrived per numbered pair, without using Weir's code. */
final class Arrivals {

  private static final Pattern ARRIVED = Pattern.compile("\"crash-([a-z]+-\\d+)-connection\"");

  private final Map<String, Integer> found = new HashMap<>();

  /** Reads all alerts that OpenSearch holds now. */
  static Arrivals at(OpenSearchNode search) {
    search.call("POST", "/logs-weir*/_refresh", "");
    Arrivals found = new Arrivals();
    JsonNode page = search.call("POST", "/logs-weir*/_search?scroll=1m", "{\"size\":1000}");
    while (!page.path("hits").path("hits").isEmpty()) {
      page.path("hits").path("hits").forEach(hit -> found.add(hit.toString()));
      String next = page.path("_scroll_id").asString();
      page =
          search.call(
              "POST", "/_search/scroll", "{\"scroll\":\"1m\",\"scroll_id\":\"" + next + "\"}");
    }
    return found;
  }

  /** Counts one alert, given as JSON. */
  void add(String alert) {
    Matcher names = ARRIVED.matcher(alert);
    TreeSet<String> once = new TreeSet<>();
    while (names.find()) {
      once.add(names.group(1));
    }
    once.forEach(name -> found.merge(name, 1, Integer::sum));
  }

  int size() {
    return found.size();
  }

  long doubled() {
    return found.values().stream().filter(n -> n > 1).count();
  }

  /** Prints what arrived at a sink, and returns how many alerts are missing. */
  long report(String sink, List<NumberedPairs> streams) {
    TreeSet<String> lost = new TreeSet<>();
    for (NumberedPairs stream : streams) {
      for (long pair = 0; pair < stream.pairs(); pair++) {
        lost.add(stream.name() + "-" + pair);
      }
    }
    lost.removeAll(found.keySet());
    System.out.printf(
        "%s: delivered %d, lost %d, duplicated %d%n",
        sink, found.size(), lost.size(), doubled());
    lost.stream().limit(20).forEach(name -> System.out.println("  lost " + name));
    return lost.size();
  }
}
