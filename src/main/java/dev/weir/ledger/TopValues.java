package dev.weir.ledger;

import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts the commonest of any number of values in bounded memory ("space saving": a value that is
 * new takes the place of the rarest and goes on from its count). A value that makes more than one
 * part in {@value #KEPT} of the whole is always there, and no count is too low.
 */
final class TopValues {

  /** How many values are kept. */
  static final int KEPT = 200;

  private final Map<String, Long> counts = new HashMap<>();

  void add(String value, long count) {
    long before = 0;
    if (counts.size() == KEPT && !counts.containsKey(value)) {
      Map.Entry<String, Long> rarest = Collections.min(counts.entrySet(), commonest().reversed());
      before = rarest.getValue();
      counts.remove(rarest.getKey());
    }
    counts.merge(value, before + count, Long::sum);
  }

  /** The commonest first. */
  Map<String, Long> counts() {
    Map<String, Long> sorted = new LinkedHashMap<>();
    counts.entrySet().stream()
        .sorted(commonest())
        .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
    return sorted;
  }

  /** By count, then by value, so that equal ledgers are written alike. */
  private static Comparator<Map.Entry<String, Long>> commonest() {
    return Map.Entry.<String, Long>comparingByValue()
        .reversed()
        .thenComparing(Map.Entry.comparingByKey());
  }
}
