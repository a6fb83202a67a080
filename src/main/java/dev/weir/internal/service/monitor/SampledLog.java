package dev.weir.internal.service.monitor;

import dev.weir.event.Event;
import dev.weir.event.Malformed;
import dev.weir.event.Origin;
import dev.weir.internal.text.SafeText;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Log lines about single events, of which a stream can bring any number: of each kind the first is
 * logged, the tenth, the hundredth and so on, with how many there have been. Safe for any thread.
 */
public final class SampledLog {

  private static final Logger LOG = LoggerFactory.getLogger("dev.weir.events");

  /** Kinds come from rules and readers, not from events; but rules come and go. */
  private static final int MAX_KINDS = 10_000;

  private final Map<String, Long> counts = new ConcurrentHashMap<>();

  /** Nothing has happened yet. */
  public SampledLog() {}

  /**
   * A document is no event.
   *
   * @param place where it is
   * @param fault why
   * @return the kind of the fault, as it is counted
   */
  public String malformed(Origin place, Malformed fault) {
    String kind = fault.kind().name().toLowerCase(Locale.ROOT);
    note("malformed " + kind, place + ": " + fault.reason());
    return kind;
  }

  /**
   * A document takes no part, or only part.
   *
   * @param place where it is
   * @param reason why
   */
  public void ignored(Origin place, String reason) {
    note("ignored: " + reason, place.toString());
  }

  /**
   * An event has come too late.
   *
   * @param event the event
   */
  public void late(Event event) {
    note("late", "host " + event.hostKey() + ", event " + event.getEventId());
  }

  /**
   * A rule has thrown.
   *
   * @param rule its name
   * @param event what was being decided
   * @param fault what it threw
   */
  public void ruleFault(String rule, Event event, Throwable fault) {
    note("rule \"" + rule + "\" threw", fault + " on event " + event.getEventId());
  }

  private void note(String kind, String detail) {
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
