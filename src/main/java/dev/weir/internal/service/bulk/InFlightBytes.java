package dev.weir.internal.service.bulk;

import java.util.concurrent.atomic.AtomicLong;

/** A bounded count of the bytes that all requests hold in memory. Safe for any thread. */
final class InFlightBytes {

  private final long max;
  private final AtomicLong current = new AtomicLong();

  InFlightBytes(long max) {
    this.max = max;
  }

  long current() {
    return current.get();
  }

  /** The bytes of a new request, which holds none yet. */
  Share share() {
    return new Share();
  }

  /**
   * What one request holds. Everything is released when its last holder leaves: the exchange with
   * the sender, and the feed from when it has the documents.
   */
  final class Share {
    private long held;
    private int holders = 1;

    /** Reserves bytes. Returns false, and reserves none, if the maximum would be exceeded. */
    synchronized boolean reserve(long bytes) {
      if (holders == 0 || current.addAndGet(bytes) > max) {
        current.addAndGet(holders == 0 ? 0 : -bytes);
        return false;
      }
      held += bytes;
      return true;
    }

    /** Releases bytes early. */
    synchronized void release(long bytes) {
      if (holders > 0) {
        held -= bytes;
        current.addAndGet(-bytes);
      }
    }

    synchronized void join() {
      holders++;
    }

    synchronized void leave() {
      holders--;
      if (holders == 0) {
        current.addAndGet(-held);
      }
    }
  }
}
