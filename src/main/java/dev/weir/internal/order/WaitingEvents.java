package dev.weir.internal.order;

import static java.util.Comparator.comparingLong;

import dev.weir.internal.pending.PendingDocuments;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The waiting events of all hosts, in the order in which their waiting ends. */
final class WaitingEvents {

  /** Of hosts that hold less, the one that has waited longest gives way. */
  private static final int HEAVY = 1 << 20;

  private final TreeSet<Waiting> waiting =
      new TreeSet<>(
          Comparator.<Waiting>comparingLong(one -> one.since).thenComparingLong(one -> one.number));

  private final Set<Host> heavy = new LinkedHashSet<>(); // at most one for each of their MiB
  private final PendingDocuments pending;
  private long added;
  private long bytes;

  WaitingEvents(PendingDocuments pending) {
    this.pending = pending;
  }

  void add(Waiting event) {
    event.number = added++;
    waiting.add(event);
    pending.hold(event.event);
    resize(event.host, event.bytes());
  }

  void remove(Waiting event) {
    waiting.remove(event);
    pending.letGo(event.event);
    resize(event.host, -event.bytes());
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

  /** The event that has waited longest, or else whose time comes next. */
  @Nullable Waiting oldest() {
    return waiting.isEmpty() ? null : waiting.first();
  }

  /** The host that holds the most bytes; null if no host holds so many that others would suffer. */
  @Nullable Host heaviest() {
    return heavy.isEmpty() ? null : Collections.max(heavy, comparingLong(host -> host.bytes));
  }

  List<Waiting> all() {
    return new ArrayList<>(waiting);
  }

  long bytes() {
    return bytes;
  }

  void clear() {
    all().forEach(this::remove);
  }
}
