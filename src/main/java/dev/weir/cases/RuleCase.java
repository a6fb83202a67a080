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
 * @param labels further values, for programs that report on cases
 * @param detections the only detections whose alerts count; empty for all
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
    Map<String, String> labels,
    List<String> detections) {

  /**
   * Creates a case in which the alerts of all detections count.
   *
   * @param table its table
   * @param name its name
   * @param file its file
   * @param line the line where it begins
   * @param why its purpose
   * @param events the events
   * @param pairs the expected alerts
   * @param excludedBy the expected exclusions
   * @param truePositive whether it is a real attack
   * @param alerts the pairs by detection
   * @param labels further values
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
      boolean truePositive,
      Map<String, List<List<String>>> alerts,
      Map<String, String> labels) {
    this(
        table,
        name,
        file,
        line,
        why,
        events,
        pairs,
        excludedBy,
        truePositive,
        alerts,
        labels,
        List.of());
  }

  /** Whether the alerts of a detection count. */
  boolean counts(String detection) {
    return detections.isEmpty() || detections.contains(detection);
  }

  /** {@return {@code table: name}, which is unique among all tables} */
  public String fullName() {
    return table + ": " + name;
  }

  @Override
  public String toString() {
    return fullName();
  }
}
