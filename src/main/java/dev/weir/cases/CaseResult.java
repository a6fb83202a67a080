package dev.weir.cases;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The result of a case, and its comparison with what the case expects.
 *
 * @param ruleCase the case
 * @param pairs the alerts, each as its events' ids; sorted
 * @param excluded the number of suspects that each exclusion removed, with zero for the others
 * @param faults the first exception of each rule that threw one
 * @param alerts the pairs by the detection that raised them
 */
public record CaseResult(
    RuleCase ruleCase,
    List<List<String>> pairs,
    Map<String, Long> excluded,
    Map<String, String> faults,
    Map<String, List<List<String>>> alerts) {

  /** {@return whether alerts and exclusion match and no rule threw an exception} */
  public boolean passed() {
    return pairsMatch() && exclusionMatches() && faults.isEmpty();
  }

  /**
   * {@return whether each expected alert was raised once, by the expected detection if the case
   * names one}
   */
  public boolean pairsMatch() {
    return pairs.equals(ruleCase.pairs())
        && (ruleCase.alerts().isEmpty() || alerts.equals(ruleCase.alerts()));
  }

  /**
   * {@return whether only the expected exclusions removed suspects, or none if none was expected}
   */
  public boolean exclusionMatches() {
    List<String> actual = excludedBy();
    return ruleCase.excludedBy().isEmpty()
        ? actual.isEmpty()
        : ruleCase.excludedBy().contains(String.join(" and ", actual));
  }

  /** {@return the sorted names of the exclusions that removed suspects} */
  public List<String> excludedBy() {
    return excluded.entrySet().stream()
        .filter(entry -> entry.getValue() > 0)
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  /**
   * {@return the differences from what the case expects} Texts such as {@code expected [[e1, n1]],
   * got []} by what they are about: pairs, excluded, attack or fault; empty if the case passed.
   */
  public Map<String, String> differences() {
    Map<String, String> differences = new LinkedHashMap<>();
    if (!pairsMatch()) {
      boolean named = !ruleCase.alerts().isEmpty();
      Object expected = named ? new TreeMap<>(ruleCase.alerts()) : ruleCase.pairs();
      Object actual = named ? new TreeMap<>(alerts) : pairs;
      differences.put("pairs", "expected " + expected + ", got " + actual);
    }
    if (!exclusionMatches()) {
      String expected = exclusions(ruleCase.excludedBy(), " or ");
      String actual = exclusions(excludedBy(), " and ");
      differences.put("excluded", "expected " + expected + ", got " + actual);
      if (ruleCase.truePositive()) {
        differences.put("attack", "this case is a true positive, and an exclusion silences it");
      }
    }
    if (!faults.isEmpty()) {
      differences.put(
          "fault",
          faults.entrySet().stream()
              .map(fault -> "\"" + fault.getKey() + "\" " + fault.getValue())
              .collect(Collectors.joining("; ")));
    }
    return differences;
  }

  private String exclusions(List<String> names, String between) {
    return names.isEmpty()
        ? "none"
        : names.stream()
            .map(
                name -> '"' + name + (excluded.containsKey(name) ? "\"" : "\" (no such exclusion)"))
            .collect(Collectors.joining(between));
  }
}
