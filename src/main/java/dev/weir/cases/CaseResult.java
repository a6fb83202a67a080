package dev.weir.cases;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a case gave, against what it was to give.
 *
 * @param ruleCase the case
 * @param pairs the alerts, each as its events' ids; sorted
 * @param excluded suspects taken out, by exclusion: every exclusion of the rules is there
 * @param faults the first of what each rule threw, by rule
 * @param alerts the pairs by the detection that raised them
 */
public record CaseResult(
    RuleCase ruleCase,
    List<List<String>> pairs,
    Map<String, Long> excluded,
    Map<String, String> faults,
    Map<String, List<List<String>>> alerts) {

  /**
   * Makes the collections unmodifiable.
   *
   * @param ruleCase the case
   * @param pairs the alerts
   * @param excluded suspects taken out
   * @param faults what rules threw
   * @param alerts the pairs by detection
   */
  public CaseResult {
    pairs = List.copyOf(pairs);
    excluded = Map.copyOf(excluded);
    faults = Map.copyOf(faults);
    alerts = Map.copyOf(alerts);
  }

  /**
   * Whether all is as the case expects.
   *
   * @return true if pairs and exclusion match and no rule threw
   */
  public boolean passed() {
    return pairsMatch() && exclusionMatches() && faults.isEmpty();
  }

  /**
   * Whether the alerts are those expected, each of them once, and of the detections expected where
   * the case names them.
   *
   * @return true if they are
   */
  public boolean pairsMatch() {
    return pairs.equals(ruleCase.pairs())
        && (ruleCase.alerts().isEmpty() || alerts.equals(ruleCase.alerts()));
  }

  /**
   * What alerts were expected and which came, as the case has them: by detection or not.
   *
   * @return some words
   */
  public String pairsInWords() {
    return ruleCase.alerts().isEmpty()
        ? "expected " + ruleCase.pairs() + ", got " + pairs
        : "expected " + new TreeMap<>(ruleCase.alerts()) + ", got " + new TreeMap<>(alerts);
  }

  /**
   * Whether the exclusion that took suspects out is the one expected, or one of those expected. One
   * exclusion and no other: two that share the suspects of a case do not match.
   *
   * @return true if it is, or if none was expected and none took part
   */
  public boolean exclusionMatches() {
    List<String> hit = excludedBy();
    return ruleCase.excludedBy().isEmpty()
        ? hit.isEmpty()
        : hit.size() == 1 && ruleCase.excludedBy().containsAll(hit);
  }

  /**
   * The exclusions that took suspects out.
   *
   * @return their names, sorted
   */
  public List<String> excludedBy() {
    return excluded.entrySet().stream()
        .filter(entry -> entry.getValue() > 0)
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  /**
   * What is not as expected, in short.
   *
   * @return some words, empty if the case passed
   */
  public String difference() {
    List<String> differences = new ArrayList<>();
    if (!pairsMatch()) {
      differences.add(pairsInWords());
    }
    if (!exclusionMatches()) {
      differences.add("expected exclusion " + ruleCase.excludedBy() + ", got " + excludedBy());
    }
    faults.forEach((rule, fault) -> differences.add("rule \"" + rule + "\" failed " + fault));
    return String.join("; ", differences);
  }
}
