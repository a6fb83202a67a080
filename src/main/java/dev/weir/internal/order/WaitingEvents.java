package dev.weir.internal.order;

import static java.util.Comparator.comparingLong;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The waiting events of all hosts, in the order in which their waiting ends. */
final class WaitingEvents {

  /** Of hosts that hold less, the one that has waited longest gives way. */
  private static final int HEAVY = 1 << 20;

  private final Set<Waiting> waiting = new LinkedHashSet<>();
  private final TreeMap<Long, Set<Waiting>> early = new TreeMap<>(); // by when their time comes
  private final Set<Host> heavy = new LinkedHashSet<>(); // at most one for each of their MiB
  private long bytes;

  void add(Waiting added, long clock) {
    if (added.since > clock) {
      early.computeIfAbsent(added.since, none -> new LinkedHashSet<>(2)).add(added);
    } else {
      waiting.add(added);
    }
    resize(added.host, added.bytes());
  }

  void remove(Waiting removed) {
    if (!waiting.remove(removed)) {
      early.computeIfPresent(
          removed.since, (since, all) -> all.remove(removed) && all.isEmpty() ? null : all);
    }
    resize(removed.host, -removed.bytes());
  }

  private void resize(Host host, long more) {
    bytes += more;
    host.bytes += more;
    if (host.bytes >= HEAVY) {
      heavy.add(host);
    } else {
      heavy.remove(host);
    }
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

  /** The host that holds the most bytes; null if no host holds so many that others would suffer. */
  @Nullable Host heaviest() {
    return heavy.isEmpty() ? null : Collections.max(heavy, comparingLong(host -> host.bytes));
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
    all().forEach(this::remove);
  }
}
