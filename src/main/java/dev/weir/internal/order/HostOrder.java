package dev.weir.internal.order;

import dev.weir.event.CrossHostEvent;
import dev.weir.event.Event;
import dev.weir.event.PrincipalEvent;
import dev.weir.internal.order.Host.Strays;
import dev.weir.internal.pending.PendingDocuments;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import java.util.function.Predicate;
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
 *   <li>when the waiting events exceed their bound in bytes, and its host holds the most, or no
 *       host holds much and it has waited longest, or
 *   <li>at the end of the input ({@link #finish}).
 * </ul>
 *
 * An event that is older than its host's newest event by more than the lateness, or that belongs
 * before an event already released, is late: it goes to {@link Listener#late} and is not decided. A
 * lateness of zero trusts the order of arrival.
 *
 * <p>No event may make its host blind by a wrong time. Once the clock has been pushed, an event
 * never counts before its time: it waits, and its host's clock stays behind the pushed clock. If it
 * is ahead by more than the allowance, or behind its host by more than lateness and allowance, it
 * is astray: decided apart from the host's other events, in order among its like, and never late.
 * Without a pushed clock, an event that is ahead of its host by more than the allowance waits until
 * {@link #CONFIRMED} events in a row have gone on from there; only then the host's clock follows.
 * {@link #UNTIL_THE_END} needs none of this.
 *
 * <p>A host without waiting events is forgotten when the bound on hosts is exceeded, the one first
 * that has been silent longest, or when it has been silent for long ({@link #forgetSilent}). What
 * it sends afterwards is taken as that of a host that was never seen, so it is not late. For one
 * thread.
 */
public final class HostOrder {

  /** A lateness that no event exceeds: every event waits for the end of the input. */
  public static final long UNTIL_THE_END = Long.MAX_VALUE;

  /** How far an event may be ahead, by default. */
  public static final Duration MAX_AHEAD = Duration.ofMinutes(5);

  /** So many events in a row confirm a jump; random times rarely go on from each other. */
  static final int CONFIRMED = 8;

  /** The pushed clock is behind the time by a second or so, which is no host's fault. */
  private static final long SLACK_MILLIS = 2_000;

  private static final long NO_CLOCK = Long.MAX_VALUE;

  /** A host whose clock stays wrong is named again after this time. */
  private static final long NAMED_AGAIN_MILLIS = Duration.ofHours(1).toMillis();

  /** Receives the events. */
  public interface Listener {
    /** The next event of its host. */
    void inOrder(Event event);

    /** An event has begun to wait for its turn; it will come {@link #inOrder}. */
    default void waits(Event event) {}

    /** An event that came too late. */
    void late(Event event);

    /** A host has moved on: events older than the timestamp will be late. */
    void reached(String host, long timestamp);

    /** An event of a wrong clock. Its time says nothing about other events of its host. */
    default void astray(Event event) {
      inOrder(event);
    }

    /**
     * The next event of its host, unless its time turns out to be wrong: then other events follow
     * that are older by so many milliseconds.
     */
    default void unconfirmed(Event event, long aheadMillis) {
      inOrder(event);
    }

    /** The times of unconfirmed events of a host are right. */
    default void confirmed(String host) {}

    /** Something is heard of a host that was not known, or that was forgotten. */
    default void appeared(String host) {}

    /**
     * A host without waiting events is forgotten.
     *
     * @param since when something was heard of it last, on the pushed clock
     */
    default void forgotten(String host, long since) {}

    /**
     * Something is wrong with a host, which happens any number of times.
     *
     * @param timestamp the time of the host's event
     * @param toName whether to name the host, which is the case rarely for each host
     */
    default void fault(String host, HostFault fault, long timestamp, boolean toName) {}
  }

  /** Bounds on memory. */
  public record Bounds(long bytes, int hosts) {}

  private final long lateness;
  private final long maxAhead;
  private final long maxBehind;
  private final Bounds bounds;
  private final Listener listener;
  private final Hosts hosts = new Hosts();
  private final WaitingEvents waiting;
  private long clock = Long.MIN_VALUE;
  private long present = NO_CLOCK; // no event after it counts yet
  private long latest = NO_CLOCK; // an event after it is astray

  /** Creates a buffer with the default allowance. */
  public HostOrder(long latenessMillis, Bounds bounds, Listener listener) {
    this(latenessMillis, MAX_AHEAD.toMillis(), bounds, listener);
  }

  /** Creates a buffer. */
  public HostOrder(long latenessMillis, long maxAheadMillis, Bounds bounds, Listener listener) {
    this(latenessMillis, maxAheadMillis, bounds, new PendingDocuments(), listener);
  }

  /** Creates a buffer that also says which events wait. */
  public HostOrder(
      long latenessMillis,
      long maxAheadMillis,
      Bounds bounds,
      PendingDocuments pending,
      Listener listener) {
    this.lateness = latenessMillis;
    this.maxAhead = maxAheadMillis;
    this.maxBehind = latenessMillis + maxAheadMillis;
    this.bounds = bounds;
    this.waiting = new WaitingEvents(pending);
    this.listener = listener;
  }

  /** Takes an event that some rule could match. */
  public void accept(Event event) {
    take(event.hostKey(), event.getTimestamp(), event);
    while (waiting.bytes() > bounds.bytes()) {
      releaseEarly();
    }
  }

  /** Of the host that holds the most, so that no host makes the events of others late. */
  private void releaseEarly() {
    Host heaviest = waiting.heaviest();
    Waiting first = heaviest == null ? waiting.oldest() : heaviest.first();
    if (first != null) {
      if (heaviest != null) {
        name(heaviest, HostFault.EARLY, first.time());
      }
      releaseUpTo(first);
    }
  }

  /** Moves a host's clock on by an event that no rule wants. Other clocks only serve the order. */
  public void pass(Event event) {
    if (!(event instanceof PrincipalEvent || event instanceof CrossHostEvent)) {
      pass(event.hostKey(), event.getTimestamp());
    }
  }

  /** Moves a host's clock on by an event that no rule wants. */
  public void pass(String hostKey, long timestamp) {
    if (lateness != UNTIL_THE_END) {
      take(hostKey, timestamp, null);
    }
  }

  private void take(String hostKey, long time, @Nullable Event event) {
    Host host = host(hostKey);
    if (isAstray(host, time)) {
      astray(host, time, event);
    } else if (event == null) {
      moveOn(host, time);
    } else if (isLate(host, event)) {
      listener.late(event);
    } else {
      long since = time > present ? clock + (time - present) : clock;
      add(new Waiting(host, event, host.ownQueue(), since));
      listener.waits(event);
      moveOn(host, time);
    }
  }

  /** Pushes a clock that is also the time. */
  public void advance(long nowMillis) {
    advance(nowMillis, nowMillis);
  }

  /**
   * Pushes the clock, and releases the events that have waited for the lateness.
   *
   * @param nowMillis the clock by which events wait; it does not jump
   * @param timeMillis the time, which tells what is ahead; it can be set right
   */
  public void advance(long nowMillis, long timeMillis) {
    clock = Math.max(clock, nowMillis);
    if (lateness == UNTIL_THE_END) {
      return;
    }
    boolean first = latest == NO_CLOCK;
    present = Math.min(timeMillis, NO_CLOCK / 2) + SLACK_MILLIS;
    latest = present + Math.max(0, maxAhead - SLACK_MILLIS);
    if (first) {
      hosts.heardAt(clock);
      sortAgain();
    }
    releaseOldest(oldest -> clock - oldest.since >= lateness);
  }

  /** Forgets the hosts of which nothing has been heard since a time of the pushed clock. */
  public void forgetSilent(long before) {
    for (Host silent = hosts.removeSilent(before);
        silent != null;
        silent = hosts.removeSilent(before)) {
      listener.forgotten(silent.key, silent.heard);
    }
  }

  /** Visits the waiting events. */
  public void waiting(Consumer<Event> visitor) {
    waiting.all().forEach(one -> visitor.accept(one.event));
  }

  /** Releases everything, over all hosts in the order of time. */
  public void finish() {
    List<Waiting> rest = waiting.all();
    rest.sort(Comparator.naturalOrder());
    for (Waiting one : rest) {
      if (one.host.strays != null && one.queue == one.host.strays.jumped) {
        believe(one.host, Long.MAX_VALUE);
      }
    }
    rest.forEach(this::releaseUpTo);
  }

  private void add(Waiting added) {
    added.queue.add(added);
    waiting.add(added);
    hosts.waits(added.host);
  }

  private boolean isLate(Host host, Event event) {
    boolean overtaken = host.lastReleased != null && event.order().compareTo(host.lastReleased) < 0;
    boolean bounded = lateness != 0 && lateness != UNTIL_THE_END;
    return overtaken || (bounded && event.getTimestamp() < host.newest - lateness);
  }

  /** Now that the clock is known, takes the events that wait once more, as if they came now. */
  private void sortAgain() {
    List<Waiting> before = waiting.all();
    waiting.clear();
    for (Waiting one : before) {
      one.queue.clear();
      hosts.released(one.host);
      forgetFuture(one.host);
    }
    before.forEach(one -> accept(one.event));
  }

  private void moveOn(Host host, long timestamp) {
    Strays strays = host.strays;
    if (strays != null && strays.run > 0 && timestamp > host.newest) {
      strays.run = 0; // the host goes on from before the jump
      name(host, HostFault.AHEAD, strays.runTime);
    }
    long time = Math.min(timestamp, present);
    if (lateness == 0) { // only a released event makes others late
      release(host.waiting, next -> next.time() <= time);
      return;
    }
    host.newest = Math.max(host.newest, time);
    if (lateness == UNTIL_THE_END) {
      return;
    }
    if (strays != null) {
      believe(host, latest(host));
    }
    long reached = host.newest - lateness;
    release(host.waiting, next -> next.time() < reached);
    listener.reached(host.key, reached);
  }

  /** Releases the event that has waited longest, as long as it is due. */
  private void releaseOldest(Predicate<Waiting> due) {
    Waiting oldest = waiting.oldest();
    while (oldest != null && due.test(oldest)) {
      releaseUpTo(oldest);
      oldest = waiting.oldest();
    }
  }

  /** Releases an event and those before it in its queue. */
  private void releaseUpTo(Waiting last) {
    release(last.queue, next -> !last.released);
  }

  /** Releases the first event of a queue, as long as it is due. */
  private void release(PriorityQueue<Waiting> queue, Predicate<Waiting> due) {
    Waiting next = queue.peek();
    while (next != null && due.test(next)) {
      release(next);
      next = queue.peek();
    }
  }

  private void release(Waiting first) {
    Host host = first.host;
    first.queue.remove();
    first.released = true;
    waiting.remove(first);
    hosts.released(host);
    host.heard = clock;
    if (first.time() > latest || isIn(first, host, true)) {
      listener.astray(first.event);
    } else if (isIn(first, host, false)) {
      listener.unconfirmed(first.event, first.time() - host.newest);
    } else {
      host.lastReleased = first.event.order();
      if (lateness == 0) {
        host.newest = Math.max(host.newest, first.time());
      }
      listener.inOrder(first.event);
    }
  }

  private static boolean isIn(Waiting one, Host host, boolean apart) {
    Strays strays = host.strays;
    return strays != null && one.queue == (apart ? strays.apart : strays.jumped);
  }

  // Events whose time does not fit their host's clock

  private boolean isAstray(Host host, long time) {
    if (lateness == UNTIL_THE_END) {
      return false;
    }
    if (time > latest(host)) {
      return true;
    }
    if (time >= host.newest - maxBehind) {
      return false;
    }
    return !forgetFuture(host);
  }

  /** Forgets a clock that is ahead of the time because the time was not known, or wrong. */
  private boolean forgetFuture(Host host) {
    boolean ahead = host.newest > present;
    if (ahead) {
      host.newest = Host.NEVER;
      host.lastReleased = null;
    }
    return ahead;
  }

  /** The latest time that an event of a host may have without being astray. */
  private long latest(Host host) {
    if (latest != NO_CLOCK) {
      // a host that runs ahead by just the allowance must not be on both sides of it
      return host.strays == null ? latest : Math.max(present, latest - maxAhead / 2);
    }
    return host.newest == Host.NEVER ? NO_CLOCK : host.newest + maxAhead;
  }

  private void astray(Host host, long time, @Nullable Event event) {
    boolean ahead = time > host.newest;
    Strays strays = host.strays();
    if (ahead && latest == NO_CLOCK) {
      jump(host, strays, time, event);
      return;
    }
    name(host, ahead ? HostFault.AHEAD : HostFault.BEHIND, time);
    if (event != null && lateness == 0) {
      listener.astray(event);
    } else if (event != null) {
      add(new Waiting(host, event, strays.apart, clock));
      if (latest == NO_CLOCK) { // a clock that goes on, but no event that is far from it
        release(
            strays.apart, next -> next.time() < time - lateness && next.time() >= time - maxBehind);
      }
    }
  }

  private void jump(Host host, Strays strays, long time, @Nullable Event event) {
    if (lateness == 0 && event == null) {
      return;
    }
    boolean confirmed = strays.confirm(time, lateness) >= CONFIRMED;
    if (event != null) {
      add(new Waiting(host, event, strays.jumped, clock));
    }
    if (confirmed) {
      strays.run = 0;
      if (lateness == 0) { // what came before has been released as unconfirmed
        listener.confirmed(host.key);
        believe(host, time);
      }
      moveOn(host, strays.runTime);
    }
    if (lateness == 0) {
      release(strays.jumped, any -> true);
    }
  }

  /** Takes events after a jump as events like others, since the host's clock has come near. */
  private static void believe(Host host, long upTo) {
    PriorityQueue<Waiting> jumped = host.strays().jumped;
    Waiting next = jumped.peek();
    while (next != null && next.time() <= upTo) {
      jumped.remove();
      next.queue = host.ownQueue();
      next.queue.add(next);
      next = jumped.peek();
    }
  }

  private void name(Host host, HostFault fault, long time) {
    boolean toName = host.named == Host.NEVER || clock - host.named >= NAMED_AGAIN_MILLIS;
    if (toName) {
      host.named = Math.max(clock, Host.NEVER + 1);
    }
    listener.fault(host.key, fault, time, toName);
  }

  // Bounds

  private Host host(String key) {
    Host host = hosts.get(key);
    if (host == null) {
      if (hosts.size() >= bounds.hosts()) {
        forget(hosts.removeOldest());
      }
      host = hosts.add(key);
      listener.appeared(key);
    }
    host.heard = clock;
    return host;
  }

  private void forget(Host host) {
    if (host.count > 0) {
      listener.fault(host.key, HostFault.FORGOTTEN, host.newest, true);
      release(host.waiting, any -> true);
      if (host.strays != null) {
        release(host.strays.apart, any -> true);
        release(host.strays.jumped, any -> true);
      }
    }
    listener.forgotten(host.key, host.heard);
  }
}
