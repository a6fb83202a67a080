package dev.weir;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts that all lanes add to. Safe for any thread. */
final class Counters {

  final LongAdder events = new LongAdder();
  final LongAdder late = new LongAdder();
  final LongAdder alerts = new LongAdder();
  final LongAdder suppressed = new LongAdder();
  final Keyed kinds = new Keyed();
  final Keyed malformed = new Keyed();
  final Keyed ignored = new Keyed();
  final Keyed ruleFaults = new Keyed();

  /** Counts by a name. */
  static final class Keyed {
    private final ConcurrentHashMap<String, LongAdder> counts = new ConcurrentHashMap<>();

    void add(String key, long count) {
      counts.computeIfAbsent(key, ignored -> new LongAdder()).add(count);
    }

    Map<String, Long> snapshot() {
      Map<String, Long> snapshot = new TreeMap<>();
      counts.forEach((key, count) -> snapshot.put(key, count.sum()));
      return snapshot;
    }
  }
}
