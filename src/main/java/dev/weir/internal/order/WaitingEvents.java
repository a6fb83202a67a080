package dev.weir.internal.order;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The waiting events of all hosts, in the order in which their waiting ends. */
final class WaitingEvents {

  private final Set<Waiting> waiting = new LinkedHashSet<>();
  private final TreeMap<Long, Set<Waiting>> early = new TreeMap<>(); // by when their time comes
  private long bytes;

  void add(Waiting added, long clock) {
    if (added.since > clock) {
      early.computeIfAbsent(added.since, none -> new LinkedHashSet<>(2)).add(added);
    } else {
      waiting.add(added);
    }
    bytes += added.bytes();
  }

  void remove(Waiting removed) {
    if (!waiting.remove(removed)) {
      early.computeIfPresent(
          removed.since, (since, all) -> all.remove(removed) && all.isEmpty() ? null : all);
    }
    bytes -= removed.bytes();
  }

  /** Lets the events wait whose time has come. */
  void advance(long clock) {
    while (!early.isEmpty() && early.firstKey() <= clock) {
      waiting.addAll(early.pollFirstEntry().getValue());
    }
  }

  /** The event that has waited longest, or else whose time comes next. */
  @Nullable Waiting oldest() {
    if (!waiting.isEmpty()) {
      return waiting.iterator().next();
    }
    return early.isEmpty() ? null : early.firstEntry().getValue().iterator().next();
  }

  List<Waiting> all() {
    List<Waiting> all = new ArrayList<>(waiting);
    early.values().forEach(all::addAll);
    return all;
  }

  long bytes() {
    return bytes;
  }

  void clear() {
    waiting.clear();
    early.clear();
    bytes = 0;
  }
}
