package dev.weir.internal.service.health;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The current problems of a service, by the part that has them, such as {@code sink opensearch}. A
 * problem is logged when it begins, changes and ends, and counted each time it is reported. Safe
 * for any thread.
 */
public final class Troubles {

  private static final Logger LOG = LoggerFactory.getLogger(Troubles.class);

  private record Trouble(String message, long times) {}

  /** A request or a connection that a part did not serve, and why; one of a few reasons. */
  public record Refusal(String part, String reason) {}

  private final Map<String, Trouble> current = new ConcurrentHashMap<>();
  private final Map<String, Long> counts = new ConcurrentHashMap<>();
  private final Map<Refusal, Long> refusals = new ConcurrentHashMap<>();

  /**
   * Reports that a part failed and will retry. The message says on one line, without secrets, what
   * is wrong and what to do.
   */
  public void met(String part, String message) {
    counts.merge(part, 1L, Long::sum);
    current.compute(
        part,
        (name, before) -> {
          if (before != null && before.message.equals(message)) {
            return new Trouble(message, before.times + 1);
          }
          LOG.warn("{}: {}", part, message);
          return new Trouble(message, 1);
        });
  }

  /** Reports what is wrong with a part, or with "" that it works. */
  public void set(String part, String message) {
    if (message.isEmpty()) {
      over(part);
    } else {
      met(part, message);
    }
  }

  /** Reports that a part works. */
  public void over(String part) {
    Trouble trouble = current.remove(part);
    if (trouble != null) {
      LOG.info(
          "{}: works again after {} failures; the first one was: {}",
          part,
          trouble.times,
          trouble.message);
    }
  }

  /**
   * Reports a request or a connection that a part did not serve. Hostile clients can cause any
   * number, so of each reason only the 1st, 10th, 100th and so on is logged.
   */
  public void refused(String part, String reason, String detail) {
    long count = refusals.merge(new Refusal(part, reason), 1L, Long::sum);
    if (Math.log10((double) count) % 1 == 0) { // exact for powers of ten
      String line = detail.replaceAll("\\p{Cntrl}", "?");
      LOG.warn("{}: refused: {} ({} so far): {}", part, reason, count, line);
    }
  }

  /** How many requests and connections were refused since the start. */
  public Map<Refusal, Long> refusals() {
    return Map.copyOf(refusals);
  }

  /** The messages of the current problems by part. */
  public Map<String, String> now() {
    Map<String, String> now = new TreeMap<>();
    current.forEach((part, trouble) -> now.put(part, trouble.message));
    return now;
  }

  /** How many problems each part has reported since the start. */
  public Map<String, Long> counts() {
    return new TreeMap<>(counts);
  }
}
