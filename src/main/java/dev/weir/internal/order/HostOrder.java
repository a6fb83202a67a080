package dev.weir.internal.order;

import dev.weir.event.Event;
import dev.weir.event.EventOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A buffer that puts the events of each host into the order in which they happened. Each host has a
 * clock of its own, made of its own events, so a host with a wrong clock disturbs no other host.
 *
 * <p>An event waits as long as an earlier event can still arrive. It is released
 *
 * <ul>
 *   <li>when its host's newest event is newer by more than the lateness, or
 *   <li>when it has waited for the lateness on the pushed clock ({@link #advance}), or
 *   <li>when the waiting events exceed their bound in bytes and it has waited longest, or
 *   <li>at the end of the input ({@link #finish}).
 * </ul>
 *
 * An event that is older than its host's newest event by more than the lateness, or that belongs
 * before an event already released, is late: it goes to {@link Listener#late} and is not decided. A
 * lateness of zero trusts the order of arrival. For one thread.
 */
public final class HostOrder {

  /** A lateness that no event exceeds: every event waits for the end of the input. */
  public static final long UNTIL_THE_END = Long.MAX_VALUE;

  /** Approximate memory of an event besides its document, in bytes. */
  private static final int OVERHEAD = 1_500;

  /** Receives the events. */
  public interface Listener {
    /** The next event of its host. */
    void inOrder(Event event);

    /** An event that came too late. */
    void late(Event event);

    /** A host has moved on: events older than the timestamp will be late. */
    void reached(String host, long timestamp);
  }

  /** Bounds on memory. */
  public record Bounds(long bytes, int hosts) {}

  private final long lateness;
  private final Bounds bounds;
  private final Listener listener;
  private final LinkedHashMap<String, Host> hosts = new LinkedHashMap<>(16, 0.75f, true);
  private final LinkedHashSet<Waiting> waiting = new LinkedHashSet<>(); // in order of arrival
  private long waitingBytes;
  private long clock = Long.MIN_VALUE;

  public HostOrder(long latenessMillis, Bounds bounds, Listener listener) {
    this.lateness = latenessMillis;
    this.bounds = bounds;
    this.listener = listener;
  }

  /** Takes an event that some rule could match. */
  public void accept(Event event) {
    Host host = host(event.hostKey());
    if (isLate(host, event)) {
      listener.late(event);
      return;
    }
    Waiting added = new Waiting(host, event, clock);
    waiting.add(added);
    waitingBytes += added.bytes();
    host.add(added);
    moveOn(host, event.getTimestamp());
    while (waitingBytes > bounds.bytes()) {
      releaseUpTo(waiting.iterator().next());
    }
  }

  /** Moves a host's clock on by an event that no rule wants. */
  public void pass(String hostKey, long timestamp) {
    if (lateness != UNTIL_THE_END) {
      moveOn(host(hostKey), timestamp);
    }
  }

  /** Pushes the clock, and releases the events that have waited for the lateness. */
  public void advance(long nowMillis) {
    clock = Math.max(clock, nowMillis);
    while (!waiting.isEmpty() && lateness != UNTIL_THE_END) {
      Waiting oldest = waiting.iterator().next();
      if (oldest.since == Long.MIN_VALUE) {
        restamp();
      } else if (clock - oldest.since < lateness) {
        return;
      } else {
        releaseUpTo(oldest);
      }
    }
  }

  /** Visits the waiting events in the order of arrival. */
  public void waiting(Consumer<Event> visitor) {
    waiting.forEach(one -> visitor.accept(one.event));
  }

  /** Releases everything, over all hosts in the order of time. */
  public void finish() {
    List<Waiting> rest = new ArrayList<>(waiting);
    rest.sort(Comparator.naturalOrder());
    rest.forEach(this::releaseUpTo);
  }

  private boolean isLate(Host host, Event event) {
    boolean overtaken = host.lastReleased != null && event.order().compareTo(host.lastReleased) < 0;
    boolean bounded = lateness != 0 && lateness != UNTIL_THE_END;
    return overtaken || (bounded && event.getTimestamp() < host.newest - lateness);
  }

  /** Starts the waiting time of events that arrived before the first push of the clock. */
  private void restamp() {
    for (Waiting one : waiting) {
      if (one.since != Long.MIN_VALUE) {
        return;
      }
      one.since = clock;
    }
  }

  private void moveOn(Host host, long timestamp) {
    if (timestamp > host.newest) {
      host.newest = timestamp;
    }
    if (lateness == UNTIL_THE_END) {
      return;
    }
    long reached = host.newest - lateness;
    Waiting next = host.waiting.peek();
    while (next != null && (next.event.getTimestamp() < reached || lateness == 0)) {
      release(next);
      next = host.waiting.peek();
    }
    if (lateness != 0) { // otherwise only a released event makes others late
      listener.reached(host.key, reached);
    }
  }

  /** Releases an event and those before it on its host. */
  private void releaseUpTo(Waiting last) {
    Waiting next = last.host.waiting.peek();
    while (waiting.contains(last) && next != null) {
      release(next);
      next = last.host.waiting.peek();
    }
  }

  private void release(Waiting firstOfHost) {
    firstOfHost.host.waiting.remove();
    waiting.remove(firstOfHost);
    waitingBytes -= firstOfHost.bytes();
    firstOfHost.host.lastReleased = firstOfHost.event.order();
    listener.inOrder(firstOfHost.event);
  }

  private Host host(String key) {
    Host host = hosts.get(key);
    if (host == null) {
      host = new Host(key);
      hosts.put(key, host);
      if (hosts.size() > bounds.hosts()) {
        evictOldestHost();
      }
    }
    return host;
  }

  private void evictOldestHost() {
    Iterator<Host> oldestFirst = hosts.values().iterator();
    Host oldest = oldestFirst.next();
    oldestFirst.remove();
    while (!oldest.waiting.isEmpty()) {
      release(oldest.waiting.element());
    }
  }

  private static final class Host {
    /** Shared by the many hosts without waiting events; never added to. */
    private static final PriorityQueue<Waiting> EMPTY = new PriorityQueue<>(1);

    private final String key;
    private PriorityQueue<Waiting> waiting = EMPTY;
    private long newest = Long.MIN_VALUE / 2;
    private @Nullable EventOrder lastReleased;

    Host(String key) {
      this.key = key;
    }

    void add(Waiting event) {
      if (waiting == EMPTY) {
        waiting = new PriorityQueue<>(1);
      }
      waiting.add(event);
    }
  }

  private static final class Waiting implements Comparable<Waiting> {
    private final Host host;
    private final Event event;
    private long since;

    Waiting(Host host, Event event, long since) {
      this.host = host;
      this.event = event;
      this.since = since;
    }

    long bytes() {
      return event.document().size() + OVERHEAD;
    }

    @Override
    public int compareTo(Waiting other) {
      return event.order().compareTo(other.event.order());
    }
  }
}
