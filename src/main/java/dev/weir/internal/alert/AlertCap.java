package dev.weir.internal.alert;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.alert.Alert;
import dev.weir.alert.RollUp;
import dev.weir.event.Event;
import dev.weir.rule.RuleMetadata;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * A limit on the alerts of each rule per interval, with a {@link RollUp} that reports the alerts
 * over the limit. The first alert of each host in an interval is never over it, so that no host
 * hides another. For one thread at a time.
 *
 * <p>Where the clock is pushed, an interval begins with the first alert of the rule: the times of
 * events are the senders' word, and forged ones would open intervals without end. A replay has no
 * other time, so there the interval of an alert depends on its own timestamp.
 */
public final class AlertCap {

  /** Bounds the memory of a replay with forged times, for each rule. */
  private static final int MAX_INTERVALS = 100;

  private static final int MAX_HOSTS_NAMED = 100;
  private static final int MAX_NAME = 256;
  private static final int MAX_SAMPLES = 10;

  /** The key of the interval that began by the pushed clock. */
  private static final long NOW = Long.MIN_VALUE;

  private final int limit;
  private final long intervalMillis;
  private final Consumer<RollUp> onRollUp;
  private final Map<String, Windows<Long, Interval>> byRule = new LinkedHashMap<>();
  private long clock = Long.MIN_VALUE;

  public AlertCap(int limit, long intervalMillis, Consumer<RollUp> onRollUp) {
    this.limit = limit;
    this.intervalMillis = intervalMillis;
    this.onRollUp = onRollUp;
  }

  /** Counts an alert; returns whether it is within the limit. */
  public boolean admits(Alert alert) {
    Windows<Long, Interval> intervals =
        byRule.computeIfAbsent(
            alert.rule().id(),
            rule -> new Windows<>(MAX_INTERVALS, intervalMillis, clock, this::report));
    boolean pushed = clock != Long.MIN_VALUE;
    long key = pushed ? NOW : Math.floorDiv(alert.timestamp(), intervalMillis);
    Interval interval = intervals.get(key);
    if (interval == null) {
      interval = new Interval(alert.rule(), pushed ? clock : key * intervalMillis);
      intervals.open(key, interval);
    }
    return interval.admits(alert);
  }

  /** Pushes the clock and closes the intervals that were opened at least one interval ago. */
  public void advance(long nowMillis) {
    clock = Math.max(clock, nowMillis);
    byRule.values().forEach(intervals -> intervals.advance(nowMillis));
    byRule.values().removeIf(Windows::isEmpty);
  }

  /** Closes all intervals. */
  public void finish() {
    byRule.values().forEach(Windows::closeAll);
  }

  private void report(Interval interval) {
    if (interval.suppressed > 0) {
      onRollUp.accept(
          new RollUp(
              interval.rule,
              interval.start,
              interval.start + intervalMillis,
              interval.suppressed,
              interval.suppressedHosts.size(),
              List.copyOf(interval.names),
              List.copyOf(interval.samples)));
    }
  }

  /** The {@code host.id}, else the name; empty if an event has neither. */
  private static String host(Alert alert) {
    Event first = alert.sequence().get(0);
    String id = first.getHostId();
    return id == null ? String.join("", first.getHostName().list()) : id;
  }

  private final class Interval {
    private final RuleMetadata rule;
    private final long start;

    /** Hashes, because a forged id can be long. */
    private final Set<UUID> hosts = new HashSet<>();

    private final Set<UUID> suppressedHosts = new HashSet<>();
    private final List<String> names = new ArrayList<>();
    private final List<String> samples = new ArrayList<>();
    private int admitted;
    private long suppressed;

    Interval(RuleMetadata rule, long start) {
      this.rule = rule;
      this.start = start;
    }

    boolean admits(Alert alert) {
      String host = host(alert);
      UUID hash = UUID.nameUUIDFromBytes(host.getBytes(UTF_8));
      if (add(hosts, hash) || admitted < limit) {
        admitted++;
        return true;
      }
      suppressed++;
      if (add(suppressedHosts, hash) && names.size() < MAX_HOSTS_NAMED && !host.isEmpty()) {
        names.add(host.length() > MAX_NAME ? host.substring(0, MAX_NAME) + "…" : host);
      }
      if (samples.size() < MAX_SAMPLES) {
        samples.add(alert.id());
      }
      return false;
    }

    private static boolean add(Set<UUID> hosts, UUID host) {
      return hosts.size() < RollUp.MAX_HOSTS && hosts.add(host);
    }
  }
}
