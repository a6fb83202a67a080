package dev.weir.internal.service.health;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Waits between tries: twice as long after each, up to a bound, and up to half as long again at
 * random, so that many who failed together do not come back together. For one thread, but that any
 * may {@link #end} it.
 */
public final class Backoff {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final long firstNanos;
  private final long mostNanos;
  private long nextNanos;
  private boolean ended;

  /**
   * Begins with the shortest wait.
   *
   * @param first after the first failure
   * @param most after many
   */
  public Backoff(Duration first, Duration most) {
    this.firstNanos = first.toNanos();
    this.mostNanos = most.toNanos();
    this.nextNanos = firstNanos;
  }

  /**
   * Waits after a failure.
   *
   * @return false if it was ended, and there is to be no further try
   * @throws InterruptedException if the thread is interrupted
   */
  public boolean await() throws InterruptedException {
    long nanos = nextNanos + ThreadLocalRandom.current().nextLong(nextNanos / 2 + 1);
    nextNanos = Math.min(mostNanos, nextNanos * 2);
    return await(Duration.ofNanos(nanos));
  }

  /**
   * Waits for a time that somebody else chose.
   *
   * @param time how long
   * @return false if it was ended
   * @throws InterruptedException if the thread is interrupted
   */
  public boolean await(Duration time) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = time.toNanos();
      while (!ended && left > 0) {
        left = changed.awaitNanos(left);
      }
      return !ended;
    } finally {
      lock.unlock();
    }
  }

  /** It worked: the next wait is the shortest again. */
  public void reset() {
    nextNanos = firstNanos;
  }

  /** Who waits goes on at once, and nobody waits any more. */
  public void end() {
    lock.lock();
    try {
      ended = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
