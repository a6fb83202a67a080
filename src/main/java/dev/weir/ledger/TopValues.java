package dev.weir.ledger;

import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts the most frequent values in bounded memory, with the Space-Saving algorithm: a new value
 * replaces the rarest one and continues from its count. A value with more than one in {@value
 * #KEPT} of all counts is always kept, and no count is too low.
 */
final class TopValues {

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

  /** The most frequent value first. */
  Map<String, Long> counts() {
    Map<String, Long> sorted = new LinkedHashMap<>();
    counts.entrySet().stream()
        .sorted(commonest())
        .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
    return sorted;
  }

  /** By count, then by value, so that equal ledgers have equal text. */
  private static Comparator<Map.Entry<String, Long>> commonest() {
    return Map.Entry.<String, Long>comparingByValue()
        .reversed()
        .thenComparing(Map.Entry.comparingByKey());
  }
}
