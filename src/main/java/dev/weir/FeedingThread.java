package dev.weir;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The thread that is in a call of a detector; a second one, or a listener, gets an exception. */
final class FeedingThread {

  private final Object listener;
  private final AtomicReference<@Nullable Thread> feeding = new AtomicReference<>();
  private @Nullable Thread last;

  /**
   * @param listener the object whose monitor is held while the embedder's listener is called
   */
  FeedingThread(Object listener) {
    this.listener = listener;
  }

  /** Begins a call; {@link #leave} must follow if this returns. */
  void enter() {
    Thread current = Thread.currentThread();
    Thread other = feeding.compareAndExchangeAcquire(null, current);
    if (other != null) {
      throw refusal(current, other);
    }
    if (current != last) { // a lane's thread calls the listener although no call is going on
      if (Thread.holdsLock(listener)) {
        leave();
        throw refusal(current, current);
      }
      last = current;
    }
  }

  void leave() {
    feeding.setRelease(null);
  }

  private IllegalStateException refusal(Thread current, Thread other) {
    return new IllegalStateException(
        current == other || Thread.holdsLock(listener)
            ? "a listener must not feed the detector that calls it"
            : ("thread %s called a detector that thread %s is feeding;"
                    + " only one thread at a time may feed it")
                .formatted(current.getName(), other.getName()));
  }
}
