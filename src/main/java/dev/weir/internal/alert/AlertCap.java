package dev.weir.internal.alert;

import dev.weir.alert.Alert;
import dev.weir.alert.RollUp;
import dev.weir.rule.RuleMetadata;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A limit on the alerts of each rule per interval, with a {@link RollUp} that reports the alerts
 * over the limit. The interval of an alert depends on its own timestamp, so a host with a wrong
 * clock does not use up the share of other hosts. For one thread at a time.
 */
public final class AlertCap {

  /** Bounds memory when hosts with wrong clocks open new intervals all the time. */
  private static final int MAX_INTERVALS = 1_000;

  private static final int MAX_HOSTS_COUNTED = 1_000;
  private static final int MAX_HOSTS_NAMED = 20;
  private static final int MAX_SAMPLES = 10;

  private final int limit;
  private final long intervalMillis;
  private final Consumer<RollUp> onRollUp;
  private final Windows<Key, Interval> intervals;

  public AlertCap(int limit, long intervalMillis, Consumer<RollUp> onRollUp) {
    this.limit = limit;
    this.intervalMillis = intervalMillis;
    this.onRollUp = onRollUp;
    this.intervals = new Windows<>(MAX_INTERVALS, intervalMillis, this::report);
  }

  /** Counts an alert; returns whether it is within the limit. */
  public boolean admits(Alert alert) {
    Key key = new Key(alert.rule().id(), Math.floorDiv(alert.timestamp(), intervalMillis));
    Interval interval = intervals.get(key);
    if (interval == null) {
      interval = new Interval(alert.rule(), key.number() * intervalMillis);
      intervals.open(key, interval);
    }
    return interval.admits(alert);
  }

  /** Pushes the clock and closes the intervals that were opened at least one interval ago. */
  public void advance(long nowMillis) {
    intervals.advance(nowMillis);
  }

  /** Closes all intervals. */
  public void finish() {
    intervals.closeAll();
  }

  private void report(Interval interval) {
    if (interval.suppressed > 0) {
      onRollUp.accept(
          new RollUp(
              interval.rule,
              interval.start,
              interval.start + intervalMillis,
              interval.suppressed,
              interval.hosts.size(),
              interval.hosts.stream().limit(MAX_HOSTS_NAMED).toList(),
              List.copyOf(interval.samples)));
    }
  }

  private record Key(String ruleId, long number) {}

  private final class Interval {
    private final RuleMetadata rule;
    private final long start;
    private final Set<String> hosts = new LinkedHashSet<>();
    private final List<String> samples = new ArrayList<>();
    private int admitted;
    private long suppressed;

    Interval(RuleMetadata rule, long start) {
      this.rule = rule;
      this.start = start;
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
