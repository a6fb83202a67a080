package dev.weir.internal.service.health;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Waits between retries: each wait is twice as long as the one before, up to a maximum, plus up to
 * half of it at random, so that clients that failed together do not retry together. One thread
 * waits; any thread may call {@link #end}.
 */
public final class Backoff {

  private final CountDownLatch ended = new CountDownLatch(1);
  private final long firstNanos;
  private final long maxNanos;
  private long nextNanos;

  public Backoff(Duration first, Duration max) {
    this.firstNanos = first.toNanos();
    this.maxNanos = max.toNanos();
    this.nextNanos = firstNanos;
  }

  /** Waits after a failure. Returns false if {@link #end} was called: do not retry. */
  public boolean await() throws InterruptedException {
    long nanos = nextNanos + ThreadLocalRandom.current().nextLong(nextNanos / 2 + 1);
    nextNanos = Math.min(maxNanos, nextNanos * 2);
    return await(Duration.ofNanos(nanos));
  }

  /** Waits for a fixed time. Returns false if {@link #end} was called. */
  public boolean await(Duration time) throws InterruptedException {
    return !ended.await(time.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Makes the next wait the shortest one again, after a success. */
  public void reset() {
    nextNanos = firstNanos;
  }

  /** Ends the current wait and all later ones at once. */
  public void end() {
    ended.countDown();
  }
}
