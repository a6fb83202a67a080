package dev.weir.internal.order;

import dev.weir.event.EventOrder;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * What {@link HostOrder} knows of a host. There are many, so what few need is in {@link Strays}.
 */
final class Host {

  /** The time of a host of which nothing is known. */
  static final long NEVER = Long.MIN_VALUE / 2;

  /** Shared by the many hosts without waiting events; never added to. */
  private static final PriorityQueue<Waiting> EMPTY = new PriorityQueue<>(1);

  final String key;
  PriorityQueue<Waiting> waiting = EMPTY;

  /** Waiting events in all queues. */
  int count;

  /** Their bytes. */
  long bytes;

  /** When an event of the host came or was released last, on the pushed clock. */
  long heard = NEVER;

  /** When the host was named last, on the pushed clock. */
  long named = NEVER;

  /** The host's clock; with a lateness of zero, only released events move it. */
  long newest = NEVER;

  @Nullable EventOrder lastReleased;
  @Nullable Strays strays;

  Host(String key) {
    this.key = key;
  }

  PriorityQueue<Waiting> ownQueue() {
    if (waiting == EMPTY) {
      waiting = new PriorityQueue<>(1);
    }
    return waiting;
  }

  /** Its first waiting event. */
  @Nullable Waiting first() {
    Waiting first = waiting.peek();
    if (first == null && strays != null) {
      first = strays.apart.isEmpty() ? strays.jumped.peek() : strays.apart.peek();
    }
    return first;
  }

  Strays strays() {
    if (strays == null) {
      strays = new Strays();
    }
    return strays;
  }

  /** The events of a host whose times do not fit its clock. */
  static final class Strays {
    /** Events of a wrong clock: decided in order among themselves, and never late. */
    final PriorityQueue<Waiting> apart = new PriorityQueue<>(1);

    /** Events after a jump of a replay that is not confirmed yet. */
    final PriorityQueue<Waiting> jumped = new PriorityQueue<>(1);

    /** How many events have confirmed the jump so far, and their time. */
    int run;

    long runTime;

    /** Counts an event after a jump, which must not lie before those counted. */
    int confirm(long time, long lateness) {
      run = run > 0 && time >= runTime - lateness ? run + 1 : 1;
      runTime = run == 1 ? time : Math.max(runTime, time);
      return run;
    }
  }
}
