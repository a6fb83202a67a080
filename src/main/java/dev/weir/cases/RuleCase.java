package dev.weir.cases;

import java.util.List;
import java.util.Map;

/**
 * A case: events, and what they are to give.
 *
 * @param table the table it stands in: the file's name without {@code .yaml}
 * @param name its name, which no other case of its table has
 * @param file the file, named with the folder that was loaded
 * @param line the line it begins on, from 1
 * @param why what it is for; empty where the name says it
 * @param events the events as JSON, in the order of arrival
 * @param pairs the alerts expected, each as its events' ids; sorted, none twice, empty for no alert
 * @param excludedBy the exclusions of which one, and only one, takes suspects out; empty for none
 * @param truePositive whether it is a real attack, which no exclusion may silence
 * @param alerts the pairs by the detection that raises them, which together are {@code pairs};
 *     empty where the case does not say which detection it is
 * @param labels what else the case says of itself, for whoever makes a table of the cases
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
   * Makes the collections unmodifiable.
   *
   * @param table the table
   * @param name the name
   * @param file the file
   * @param line the line
   * @param why what it is for
   * @param events the events
   * @param pairs the alerts expected
   * @param excludedBy the exclusions
   * @param truePositive whether it is a real attack
   * @param alerts the pairs by detection
   * @param labels what else it says of itself
   */
  public RuleCase {
    events = List.copyOf(events);
    pairs = List.copyOf(pairs);
    excludedBy = List.copyOf(excludedBy);
    alerts = Map.copyOf(alerts);
    labels = Map.copyOf(labels);
  }

  /**
   * A case that does not say which detection raises what.
   *
   * @param table the table
   * @param name the name
   * @param file the file
   * @param line the line
   * @param why what it is for
   * @param events the events
   * @param pairs the alerts expected
   * @param excludedBy the exclusions
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
   * The name that no other case of any table has.
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
