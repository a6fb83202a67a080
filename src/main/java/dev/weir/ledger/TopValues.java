package dev.weir.ledger;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * Counts the most frequent values in bounded memory, with the Space-Saving algorithm: a new value
 * replaces the rarest one and continues from its count. A value with more than one in {@value
 * #KEPT} of all counts is always kept, and no count is too low.
 */
final class TopValues {

  static final int KEPT = 200;

  private record Counted(String value, long count) implements Comparable<Counted> {
    /** By count, then by value, so that equal ledgers have equal text. */
    @Override
    public int compareTo(Counted other) {
      int byCount = Long.compare(other.count, count);
      return byCount != 0 ? byCount : value.compareTo(other.value);
    }
  }

  private final Map<String, Counted> counts = new HashMap<>();
  private final TreeSet<Counted> commonestFirst = new TreeSet<>();

  void add(String value, long count) {
    Counted known = counts.get(value);
    if (known == null && counts.size() == KEPT) {
      known = commonestFirst.last();
      counts.remove(known.value);
    }
    if (known != null) {
      commonestFirst.remove(known);
    }
    Counted more = new Counted(value, (known == null ? 0 : known.count) + count);
    counts.put(value, more);
    commonestFirst.add(more);
  }

  /** The most frequent value first. */
  Map<String, Long> counts() {
    Map<String, Long> sorted = new LinkedHashMap<>();
    commonestFirst.forEach(one -> sorted.put(one.value, one.count));
    return sorted;
  }
}
