package dev.weir.internal.alert;

import dev.weir.alert.Alert;
import dev.weir.alert.RollUp;
import dev.weir.rule.RuleMetadata;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A limit on the alerts of each rule per interval, with a {@link RollUp} that reports the alerts
 * over the limit. The interval of an alert depends on its own timestamp, so a host with a wrong
 * clock does not use up the share of other hosts. For one thread at a time.
 */
public final class AlertCap {

  /** Bounds memory when hosts with wrong clocks open new intervals all the time. */
  private static final int MAX_WINDOWS = 1_000;

  private static final int MAX_HOSTS_COUNTED = 1_000;
  private static final int MAX_HOSTS_NAMED = 20;
  private static final int MAX_SAMPLES = 10;

  private final int limit;
  private final long intervalMillis;
  private final Consumer<RollUp> onRollUp;
  private final Map<Key, Window> windows = new LinkedHashMap<>(); // oldest first
  private long clock = Long.MIN_VALUE;

  public AlertCap(int limit, long intervalMillis, Consumer<RollUp> onRollUp) {
    this.limit = limit;
    this.intervalMillis = intervalMillis;
    this.onRollUp = onRollUp;
  }

  /** Counts an alert; returns whether it is within the limit. */
  public boolean admits(Alert alert) {
    Key key = new Key(alert.rule().id(), Math.floorDiv(alert.timestamp(), intervalMillis));
    Window window = windows.get(key);
    if (window == null) {
      if (windows.size() == MAX_WINDOWS) {
        closeNext(windows.values().iterator());
      }
      window = new Window(alert.rule(), key.interval() * intervalMillis, clock);
      windows.put(key, window);
    }
    return window.admits(alert);
  }

  /** Pushes the clock and closes the intervals that were opened at least one interval ago. */
  public void advance(long nowMillis) {
    clock = Math.max(clock, nowMillis);
    Iterator<Window> oldestFirst = windows.values().iterator();
    while (oldestFirst.hasNext()) {
      Window window = oldestFirst.next();
      if (window.openedAt == Long.MIN_VALUE) {
        window.openedAt = clock;
      } else if (clock - window.openedAt >= intervalMillis) {
        oldestFirst.remove();
        report(window);
      }
    }
  }

  /** Closes all intervals. */
  public void finish() {
    Iterator<Window> oldestFirst = windows.values().iterator();
    while (oldestFirst.hasNext()) {
      closeNext(oldestFirst);
    }
  }

  /** Removes the window before it is reported, so that it is reported once even on a failure. */
  private void closeNext(Iterator<Window> oldestFirst) {
    Window window = oldestFirst.next();
    oldestFirst.remove();
    report(window);
  }

  private void report(Window window) {
    if (window.suppressed > 0) {
      onRollUp.accept(
          new RollUp(
              window.rule,
              window.start,
              window.start + intervalMillis,
              window.suppressed,
              window.hosts.size(),
              window.hosts.stream().limit(MAX_HOSTS_NAMED).toList(),
              List.copyOf(window.samples)));
    }
  }

  private record Key(String ruleId, long interval) {}

  private final class Window {
    private final RuleMetadata rule;
    private final long start;
    private final Set<String> hosts = new LinkedHashSet<>();
    private final List<String> samples = new ArrayList<>();
    private long openedAt;
    private int admitted;
    private long suppressed;

    Window(RuleMetadata rule, long start, long openedAt) {
      this.rule = rule;
      this.start = start;
      this.openedAt = openedAt;
    }

    boolean admits(Alert alert) {
      if (admitted < limit) {
        admitted++;
        return true;
      }
      suppressed++;
      String host = alert.sequence().get(0).getHostId();
      if (host != null && hosts.size() < MAX_HOSTS_COUNTED) {
        hosts.add(host);
      }
      if (samples.size() < MAX_SAMPLES) {
        samples.add(alert.id());
      }
      return false;
    }
  }
}
