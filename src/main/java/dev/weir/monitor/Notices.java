package dev.weir.monitor;

import dev.weir.alert.SafeText;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Log lines about single events, of which a stream can bring any number: of each kind the first is
 * logged, the tenth, the hundredth and so on, with how many there have been. Safe for any thread.
 */
public final class Notices {

  private static final Logger LOG = LoggerFactory.getLogger("dev.weir.events");

  /** Kinds come from rules and readers, not from events; but rules come and go. */
  private static final int MAX_KINDS = 10_000;

  private final Map<String, Long> counts = new ConcurrentHashMap<>();

  /** Nothing has happened yet. */
  public Notices() {}

  /**
   * Something happened to an event.
   *
   * @param kind what, as it is counted
   * @param detail where and why
   */
  public void note(String kind, String detail) {
    if (counts.size() >= MAX_KINDS) {
      counts.clear();
    }
    long count = counts.merge(kind, 1L, Long::sum);
    if (isPowerOfTen(count)) {
      LOG.warn("{} ({} so far): {}", kind, count, SafeText.oneLine(detail));
    }
  }

  private static boolean isPowerOfTen(long count) {
    long rest = count;
    while (rest % 10 == 0) {
      rest /= 10;
    }
    return rest == 1;
  }
}
