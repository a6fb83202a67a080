package dev.weir.alert;

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
 * At most so many alerts a rule in an interval of the alerts' own time, and one {@link RollUp} that
 * says what was left out. Which interval an alert falls into is read off the alert, so one host
 * with a wrong clock uses up no other's share. For one thread at a time.
 */
public final class AlertCap {

  /** Intervals counted at once; hosts with wrong clocks must not fill the memory with new ones. */
  private static final int WINDOWS = 1_000;

  private static final int HOSTS_COUNTED = 1_000;
  private static final int HOSTS_NAMED = 20;
  private static final int SAMPLES = 10;

  private final int limit;
  private final long intervalMillis;
  private final Consumer<RollUp> rollUps;
  private final Map<Key, Window> windows = new LinkedHashMap<>();
  private long clock = Long.MIN_VALUE;

  /**
   * A cap.
   *
   * @param limit alerts a rule and interval
   * @param intervalMillis the interval
   * @param rollUps takes what was left out, when an interval is closed
   */
  public AlertCap(int limit, long intervalMillis, Consumer<RollUp> rollUps) {
    this.limit = limit;
    this.intervalMillis = intervalMillis;
    this.rollUps = rollUps;
  }

  /**
   * Counts an alert.
   *
   * @param alert the alert
   * @return whether it is within the cap
   */
  public boolean admits(Alert alert) {
    Key key = new Key(alert.rule().id(), Math.floorDiv(alert.timestamp(), intervalMillis));
    Window window = windows.get(key);
    if (window == null) {
      if (windows.size() == WINDOWS) {
        close(windows.values().iterator());
      }
      window = new Window(alert.rule(), key.interval() * intervalMillis, clock);
      windows.put(key, window);
    }
    return window.admits(alert);
  }

  /**
   * Pushes the clock: intervals that were opened an interval ago are closed.
   *
   * @param nowMillis the time, which never goes back
   */
  public void advance(long nowMillis) {
    clock = Math.max(clock, nowMillis);
    Iterator<Window> oldestFirst = windows.values().iterator();
    while (oldestFirst.hasNext()) {
      Window window = oldestFirst.next();
      if (window.opened == Long.MIN_VALUE) {
        window.opened = clock;
      } else if (clock - window.opened >= intervalMillis) {
        oldestFirst.remove();
        report(window);
      }
    }
  }

  /** Closes every interval. */
  public void finish() {
    Iterator<Window> oldestFirst = windows.values().iterator();
    while (oldestFirst.hasNext()) {
      close(oldestFirst);
    }
  }

  private void close(Iterator<Window> oldestFirst) {
    Window window = oldestFirst.next();
    oldestFirst.remove();
    report(window);
  }

  private void report(Window window) {
    if (window.suppressed > 0) {
      rollUps.accept(
          new RollUp(
              window.rule,
              window.start,
              window.start + intervalMillis,
              window.suppressed,
              window.hosts.size(),
              window.hosts.stream().limit(HOSTS_NAMED).toList(),
              List.copyOf(window.samples)));
    }
  }

  private record Key(String ruleId, long interval) {}

  private final class Window {
    private final RuleMetadata rule;
    private final long start;
    private final Set<String> hosts = new LinkedHashSet<>();
    private final List<String> samples = new ArrayList<>();
    private long opened;
    private int admitted;
    private long suppressed;

    Window(RuleMetadata rule, long start, long opened) {
      this.rule = rule;
      this.start = start;
      this.opened = opened;
    }

    boolean admits(Alert alert) {
      if (admitted < limit) {
        admitted++;
        return true;
      }
      suppressed++;
      String host = alert.sequence().get(0).getHostId();
      if (host != null && hosts.size() < HOSTS_COUNTED) {
        hosts.add(host);
      }
      if (samples.size() < SAMPLES) {
        samples.add(alert.id());
      }
      return false;
    }
  }
}
