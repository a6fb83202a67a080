package dev.weir;

import java.time.Instant;

/**
 * The time to push into a detector that reads a live source, derived from the machine's clock. It
 * never goes back and never jumps, even if the clock is corrected or the machine slept: no events
 * could arrive in that time, so it must not count as waiting. Safe for any thread.
 */
public final class PushedClock {

  private static final long MAX_STEP_MILLIS = 10_000;

  private long last;
  private long pushed;

  /**
   * Starts at the machine's time.
   *
   * @param now milliseconds since 1970
   */
  public PushedClock(long now) {
    this.last = now;
    this.pushed = now;
  }

  /**
   * Pushes the next time into a detector. Events wait by this clock; whether an event is ahead of
   * the time is decided by the machine's clock. Call it before the first event and then every
   * second, on the thread that feeds the detector.
   *
   * @param now the machine's time, in milliseconds since 1970
   * @param detector the detector
   */
  public void push(long now, Detector detector) {
    detector.advance(tick(now), Instant.ofEpochMilli(now));
  }

  /**
   * The next time to push. Call it about once a second.
   *
   * @param now the machine's time, in milliseconds since 1970
   * @return the time for {@link Detector#advance}: never earlier than the one before, and at most
   *     10 s later
   */
  public synchronized Instant tick(long now) {
    pushed += Math.max(0, Math.min(now - last, MAX_STEP_MILLIS));
    last = now;
    return Instant.ofEpochMilli(pushed);
  }
}
