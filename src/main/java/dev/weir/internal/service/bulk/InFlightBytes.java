package dev.weir.internal.service.bulk;

import java.util.concurrent.atomic.AtomicLong;

/** Counts the bytes of all requests that are in memory, and bounds them. Safe for any thread. */
final class InFlightBytes {

  private final long most;
  private final AtomicLong now = new AtomicLong();

  InFlightBytes(long most) {
    this.most = most;
  }

  /**
   * Takes bytes.
   *
   * @return false if there would be too many, and none were taken
   */
  boolean reserve(long bytes) {
    if (now.addAndGet(bytes) <= most) {
      return true;
    }
    now.addAndGet(-bytes);
    return false;
  }

  void release(long bytes) {
    now.addAndGet(-bytes);
  }

  long now() {
    return now.get();
  }
}
