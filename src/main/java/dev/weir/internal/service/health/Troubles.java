package dev.weir.internal.service.health;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What keeps parts of a service from working. A trouble is logged when it begins, when it changes
 * and when it is over, and counted each time it is met in between. Safe for any thread.
 */
public final class Troubles {

  private static final Logger LOG = LoggerFactory.getLogger(Troubles.class);

  private record Trouble(String message, long times) {}

  private final Map<String, Trouble> current = new ConcurrentHashMap<>();
  private final Map<String, Long> times = new ConcurrentHashMap<>();

  /** No troubles. */
  public Troubles() {}

  /**
   * A part of the service could not do its work, and will try again.
   *
   * @param part what it is, as the operator knows it: {@code sink opensearch}
   * @param message what is wrong and what can be done about it, on one line, without secrets
   */
  public void met(String part, String message) {
    times.merge(part, 1L, Long::sum);
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

  /**
   * A part of the service works.
   *
   * @param part as when the trouble was met
   */
  public void over(String part) {
    Trouble trouble = current.remove(part);
    if (trouble != null) {
      LOG.info("{}: works again, after {} times: {}", part, trouble.times, trouble.message);
    }
  }

  /**
   * The troubles there are now.
   *
   * @return parts of the service to what is wrong with them
   */
  public Map<String, String> now() {
    Map<String, String> now = new TreeMap<>();
    current.forEach((part, trouble) -> now.put(part, trouble.message));
    return now;
  }

  /**
   * How often each part has met trouble since the start.
   *
   * @return parts to counts
   */
  public Map<String, Long> counts() {
    return new TreeMap<>(times);
  }
}
