package dev.weir;

import java.time.Instant;

/**
 * The time that a live source pushes into a detector, made of a machine's clock: it only ever goes
 * on, and not far at once, for a clock that is set right, or a machine that has slept, is not so
 * much time to an event. For one thread.
 */
public final class PushedClock {

  private static final long MOST_MILLIS_A_TICK = 10_000;

  private long last;
  private long pushed;

  /**
   * Begins with the machine's time.
   *
   * @param now milliseconds since 1970
   */
  public PushedClock(long now) {
    this.last = now;
    this.pushed = now;
  }

  /**
   * The time to push, to be asked for every second or so.
   *
   * @param now the machine's time, in milliseconds since 1970
   * @return the time for {@link Detector#advance}, which is never earlier than the one before, nor
   *     more than 10 s later
   */
  public Instant tick(long now) {
    pushed += Math.max(0, Math.min(now - last, MOST_MILLIS_A_TICK));
    last = now;
    return Instant.ofEpochMilli(pushed);
  }
}
