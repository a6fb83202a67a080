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
 * Puts the events of each host into the order in which they happened. A host has a clock of its
 * own, made of its own events, so one whose clock is wrong disturbs nobody else.
 *
 * <p>An event waits while it may still be overtaken. It is let go
 *
 * <ul>
 *   <li>when its host's newest event is more than the lateness newer, or
 *   <li>when it has been held for the lateness on the pushed clock ({@link #advance}), or
 *   <li>when the waiting events are over their bound in bytes and it has waited longest, or
 *   <li>at the end of the input ({@link #finish}).
 * </ul>
 *
 * An event that is older than its host's newest by more than the lateness, or ought to have stood
 * before one that was let go already, is late: it is given to {@link Out#late}, and takes no part.
 * A lateness of zero trusts the order of arrival. For one thread.
 */
public final class HostOrder {

  /** A lateness that no event exceeds: everything waits for the end of the input. */
  public static final long UNTIL_THE_END = Long.MAX_VALUE;

  /** What an event needs in memory beside its document, roughly, in bytes. */
  private static final int OVERHEAD = 1_500;

  /** Where events go. */
  public interface Out {
    /**
     * The next event of its host.
     *
     * @param event the event
     */
    void inOrder(Event event);

    /**
     * An event that came too late.
     *
     * @param event the event
     */
    void late(Event event);

    /**
     * A host has moved on: what is older than this will be late.
     *
     * @param hostId the host
     * @param timestamp milliseconds since 1970
     */
    void reached(String hostId, long timestamp);
  }

  private final long lateness;
  private final Bounds bounds;
  private final Out out;
  private final LinkedHashMap<String, Host> hosts = new LinkedHashMap<>(16, 0.75f, true);
  private final LinkedHashSet<Held> held = new LinkedHashSet<>();
  private long heldBytes;
  private long clock = Long.MIN_VALUE;

  /**
   * How much may wait.
   *
   * @param bytes of waiting events
   * @param hosts whose clocks are remembered; past it, the host not heard from longest is let go
   */
  public record Bounds(long bytes, int hosts) {}

  /**
   * An empty order.
   *
   * @param latenessMillis how much older than its host's newest event an event may be
   * @param bounds how much may wait
   * @param out where events go
   */
  public HostOrder(long latenessMillis, Bounds bounds, Out out) {
    this.lateness = latenessMillis;
    this.bounds = bounds;
    this.out = out;
  }

  /**
   * Takes an event that some rule could want.
   *
   * @param event the event, in the order of arrival
   */
  public void accept(Event event) {
    Host host = host(event.hostKey());
    if (isLate(host, event)) {
      out.late(event);
      return;
    }
    Held waiting = new Held(host, event, clock);
    held.add(waiting);
    heldBytes += waiting.bytes();
    host.add(waiting);
    moveOn(host, event.getTimestamp());
    while (heldBytes > bounds.bytes()) {
      release(held.iterator().next());
    }
  }

  /**
   * Takes note of an event that no rule wants: it moves its host's clock on.
   *
   * @param hostKey its host
   * @param timestamp its time
   */
  public void pass(String hostKey, long timestamp) {
    if (lateness != UNTIL_THE_END) {
      moveOn(host(hostKey), timestamp);
    }
  }

  /**
   * Pushes the clock that bounds how long an event is held.
   *
   * @param nowMillis the time, which never goes back
   */
  public void advance(long nowMillis) {
    clock = Math.max(clock, nowMillis);
    while (!held.isEmpty() && lateness != UNTIL_THE_END) {
      Held oldest = held.iterator().next();
      if (oldest.since == Long.MIN_VALUE) {
        // arrived before there was a clock
        restamp();
      } else if (clock - oldest.since < lateness) {
        return;
      } else {
        release(oldest);
      }
    }
  }

  /**
   * Names what waits.
   *
   * @param each takes the events, in no particular order
   */
  public void waiting(Consumer<Event> each) {
    held.forEach(one -> each.accept(one.event));
  }

  /** Lets everything go, over all hosts in the order of time. */
  public void finish() {
    List<Held> rest = new ArrayList<>(held);
    rest.sort(Comparator.naturalOrder());
    rest.forEach(this::release);
  }

  private boolean isLate(Host host, Event event) {
    boolean overtaken = host.floor != null && event.order().compareTo(host.floor) < 0;
    boolean bounded = lateness != 0 && lateness != UNTIL_THE_END;
    return overtaken || (bounded && event.getTimestamp() < host.newest - lateness);
  }

  private void restamp() {
    for (Held waiting : held) {
      if (waiting.since != Long.MIN_VALUE) {
        return;
      }
      waiting.since = clock;
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
    Held next = host.waiting.peek();
    while (next != null && (next.event.getTimestamp() < reached || lateness == 0)) {
      let(next);
      next = host.waiting.peek();
    }
    if (lateness != 0) { // else what is decided says it: the clock alone makes nothing late
      out.reached(host.id, reached);
    }
  }

  /** Lets an event go, and what stands before it on its host. */
  private void release(Held last) {
    Held next = last.host.waiting.peek();
    while (held.contains(last) && next != null) {
      let(next);
      next = last.host.waiting.peek();
    }
  }

  /** Lets the first event of a host go. */
  private void let(Held first) {
    first.host.waiting.remove();
    held.remove(first);
    heldBytes -= first.bytes();
    first.host.floor = first.event.order();
    out.inOrder(first.event);
  }

  private Host host(String key) {
    Host host = hosts.get(key);
    if (host == null) {
      host = new Host(key);
      hosts.put(key, host);
      if (hosts.size() > bounds.hosts()) {
        forgetOldest();
      }
    }
    return host;
  }

  private void forgetOldest() {
    Iterator<Host> oldestFirst = hosts.values().iterator();
    Host oldest = oldestFirst.next();
    oldestFirst.remove();
    while (!oldest.waiting.isEmpty()) {
      let(oldest.waiting.element());
    }
  }

  private static final class Host {
    /** Never added to. */
    private static final PriorityQueue<Held> NOBODY = new PriorityQueue<>(1);

    private final String id;
    private PriorityQueue<Held> waiting = NOBODY; // most hosts have nobody waiting
    private long newest = Long.MIN_VALUE / 2;
    private @Nullable EventOrder floor;

    Host(String id) {
      this.id = id;
    }

    void add(Held event) {
      if (waiting == NOBODY) {
        waiting = new PriorityQueue<>(1);
      }
      waiting.add(event);
    }
  }

  private static final class Held implements Comparable<Held> {
    private final Host host;
    private final Event event;
    private long since;

    Held(Host host, Event event, long since) {
      this.host = host;
      this.event = event;
      this.since = since;
    }

    long bytes() {
      return event.document().size() + OVERHEAD;
    }

    @Override
    public int compareTo(Held other) {
      return event.order().compareTo(other.event.order());
    }
  }
}
