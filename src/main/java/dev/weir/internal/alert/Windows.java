package dev.weir.internal.alert;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Open windows by key. A window closes on request, when it was opened a window's length ago on the
 * pushed clock, when it is the oldest of too many, or at the end. It is removed before the consumer
 * gets it, so that it is reported once even if the consumer throws.
 */
final class Windows<K, W> {

  private static final class Opened<W> {
    private final W window;
    private long since;

    Opened(W window, long since) {
      this.window = window;
      this.since = since;
    }
  }

  private final int max;
  private final long millis;
  private final Consumer<W> onClose;
  private final Map<K, Opened<W>> open = new LinkedHashMap<>(); // oldest first
  private long clock;

  /** A clock of {@link Long#MIN_VALUE} has not been pushed yet. */
  Windows(int max, long millis, long clock, Consumer<W> onClose) {
    this.max = max;
    this.millis = millis;
    this.clock = clock;
    this.onClose = onClose;
  }

  boolean isEmpty() {
    return open.isEmpty();
  }

  @Nullable W get(K key) {
    Opened<W> opened = open.get(key);
    return opened == null ? null : opened.window;
  }

  boolean isFull() {
    return open.size() == max;
  }

  void open(K key, W window) {
    if (open.size() == max) {
      closeOldest();
    }
    open.put(key, new Opened<>(window, clock));
  }

  void close(K key) {
    Opened<W> opened = open.remove(key);
    if (opened != null) {
      onClose.accept(opened.window);
    }
  }

  void advance(long nowMillis) {
    clock = Math.max(clock, nowMillis);
    Iterator<Opened<W>> oldestFirst = open.values().iterator();
    while (oldestFirst.hasNext()) {
      Opened<W> next = oldestFirst.next();
      if (next.since == Long.MIN_VALUE) {
        next.since = clock; // opened before the first push
      } else if (clock - next.since >= millis) {
        oldestFirst.remove();
        onClose.accept(next.window);
      }
    }
  }

  void closeAll() {
    while (!open.isEmpty()) {
      closeOldest();
    }
  }

  void forEach(Consumer<W> visitor) {
    open.values().forEach(opened -> visitor.accept(opened.window));
  }

  private void closeOldest() {
    close(open.keySet().iterator().next());
  }
}
