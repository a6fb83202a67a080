package dev.weir.internal.order;

import dev.weir.event.Event;
import java.util.PriorityQueue;

/** An event that waits. */
final class Waiting implements Comparable<Waiting> {

  /** Approximate memory of an event besides its document, in bytes. */
  private static final int OVERHEAD = 1_500;

  final Host host;
  final Event event;

  /** The queue of its host that it is in. */
  PriorityQueue<Waiting> queue;

  /** Since when it waits on the pushed clock; in the future while its own time is. */
  long since;

  boolean released;

  Waiting(Host host, Event event, PriorityQueue<Waiting> queue, long since) {
    this.host = host;
    this.event = event;
    this.queue = queue;
    this.since = since;
  }

  long time() {
    return event.getTimestamp();
  }

  long bytes() {
    return event.document().size() + OVERHEAD;
  }

  @Override
  public int compareTo(Waiting other) {
    return event.order().compareTo(other.event.order());
  }
}
