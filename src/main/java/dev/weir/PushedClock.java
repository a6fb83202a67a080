package dev.weir;

import java.time.Instant;

/**
 * The time to push into a detector that reads a live source, derived from the machine's clock. It
 * never goes back and never jumps: when the clock is corrected, or the machine has slept, that is
 * not time in which events could have arrived. For one thread.
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
   * Pushes the next time into a detector, so that events wait by this clock, and only those ahead
   * of the machine's time count as ahead; to be called before the first event and then every
   * second.
   *
   * @param now the machine's time, in milliseconds since 1970
   * @param detector the detector
   */
  public void push(long now, Detector detector) {
    detector.advance(tick(now), Instant.ofEpochMilli(now));
  }

  /**
   * The next time to push; to be called every second or so.
   *
   * @param now the machine's time, in milliseconds since 1970
   * @return the time for {@link Detector#advance}: never earlier than the one before, and at most
   *     10 s later
   */
  public Instant tick(long now) {
    pushed += Math.max(0, Math.min(now - last, MAX_STEP_MILLIS));
    last = now;
    return Instant.ofEpochMilli(pushed);
  }
}
