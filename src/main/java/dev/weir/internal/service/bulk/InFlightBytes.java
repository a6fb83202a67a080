package dev.weir.internal.service.bulk;

import java.util.concurrent.atomic.AtomicLong;

/** A bounded count of the bytes that all requests hold in memory. Safe for any thread. */
final class InFlightBytes {

  private final long max;
  private final AtomicLong current = new AtomicLong();

  InFlightBytes(long max) {
    this.max = max;
  }

  /** Reserves bytes. Returns false, and reserves none, if the maximum would be exceeded. */
  boolean reserve(long bytes) {
    if (current.addAndGet(bytes) <= max) {
      return true;
    }
    current.addAndGet(-bytes);
    return false;
  }

  void release(long bytes) {
    current.addAndGet(-bytes);
  }

  long current() {
    return current.get();
  }
}
