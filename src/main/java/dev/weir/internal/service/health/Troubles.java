package dev.weir.internal.service.health;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
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

  private final Map<String, Trouble> current = new ConcurrentHashMap<>();
  private final Map<String, String> notes = new ConcurrentHashMap<>();
  private final Map<String, Long> counts = new ConcurrentHashMap<>();

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

  /** Reports that a part failed with something unexpected, or works if it is null. */
  public void outcome(String part, @Nullable Throwable failure) {
    if (failure == null) {
      over(part);
    } else {
      met(part, "failed, and is tried again: " + ErrorText.of(failure));
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

  /** Reports what the operator should know although every part of the service works. */
  public void note(String part, String message) {
    if (!message.equals(notes.put(part, message))) {
      LOG.warn("{}: {}", part, message);
    }
  }

  /** Reports that a note is no longer true. */
  public void noteOver(String part) {
    if (notes.remove(part) != null) {
      LOG.info("{}: over", part);
    }
  }

  /** The notes by part. */
  public Map<String, String> notes() {
    return new TreeMap<>(notes);
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
