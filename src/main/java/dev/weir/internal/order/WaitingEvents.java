package dev.weir.internal.order;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The waiting events of all hosts, in the order in which their waiting ends. */
final class WaitingEvents {

  private final TreeSet<Waiting> waiting =
      new TreeSet<>(
          Comparator.<Waiting>comparingLong(one -> one.since).thenComparingLong(one -> one.number));

  private long added;
  private long bytes;

  void add(Waiting event) {
    event.number = added++;
    waiting.add(event);
    bytes += event.bytes();
  }

  void remove(Waiting event) {
    waiting.remove(event);
    bytes -= event.bytes();
  }

  /** The event that has waited longest, or else whose time comes next. */
  @Nullable Waiting oldest() {
    return waiting.isEmpty() ? null : waiting.first();
  }

  List<Waiting> all() {
    return new ArrayList<>(waiting);
  }

  long bytes() {
    return bytes;
  }

  void clear() {
    waiting.clear();
    bytes = 0;
  }
}
