package dev.weir.cases;

import java.util.List;
import java.util.Map;

/**
 * A case: events, and the alerts and exclusions expected of them.
 *
 * @param table its table: the file name without {@code .yaml}
 * @param name its name, unique in its table
 * @param file its file, including the folder that was loaded
 * @param line the line where it begins, from 1
 * @param why its purpose; empty if the name tells it
 * @param events the events as JSON, in the order of arrival
 * @param pairs the expected alerts, each as its events' ids; sorted and distinct, empty for no
 *     alert
 * @param excludedBy the exclusions of which exactly one must remove suspects; empty for none
 * @param truePositive whether it is a real attack, which no exclusion may silence
 * @param alerts the pairs by the detection that raises them; empty if the case does not name the
 *     detections
 * @param labels further values for whoever reports on cases
 */
public record RuleCase(
    String table,
    String name,
    String file,
    int line,
    String why,
    List<byte[]> events,
    List<List<String>> pairs,
    List<String> excludedBy,
    boolean truePositive,
    Map<String, List<List<String>>> alerts,
    Map<String, String> labels) {

  /**
   * Copies the collections.
   *
   * @param table its table
   * @param name its name
   * @param file its file
   * @param line its line
   * @param why its purpose
   * @param events the events
   * @param pairs the expected alerts
   * @param excludedBy the expected exclusions
   * @param truePositive whether it is a real attack
   * @param alerts the pairs by detection
   * @param labels further values
   */
  public RuleCase {
    events = List.copyOf(events);
    pairs = List.copyOf(pairs);
    excludedBy = List.copyOf(excludedBy);
    alerts = Map.copyOf(alerts);
    labels = Map.copyOf(labels);
  }

  /**
   * Creates a case without detections and labels.
   *
   * @param table its table
   * @param name its name
   * @param file its file
   * @param line its line
   * @param why its purpose
   * @param events the events
   * @param pairs the expected alerts
   * @param excludedBy the expected exclusions
   * @param truePositive whether it is a real attack
   */
  public RuleCase(
      String table,
      String name,
      String file,
      int line,
      String why,
      List<byte[]> events,
      List<List<String>> pairs,
      List<String> excludedBy,
      boolean truePositive) {
    this(table, name, file, line, why, events, pairs, excludedBy, truePositive, Map.of(), Map.of());
  }

  /**
   * The name that is unique among all tables.
   *
   * @return {@code table: name}
   */
  public String fullName() {
    return table + ": " + name;
  }

  @Override
  public String toString() {
    return fullName();
  }
}
