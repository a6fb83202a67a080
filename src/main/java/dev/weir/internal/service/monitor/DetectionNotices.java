package dev.weir.internal.service.monitor;

import dev.weir.Stats;
import dev.weir.alert.Alert;
import dev.weir.event.Event;
import dev.weir.event.Suspect;
import dev.weir.internal.service.health.Troubles;
import dev.weir.internal.text.SafeText;
import dev.weir.rule.SkippedRule;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * What detection does not watch as it should, as notices: rules that are skipped because they
 * threw, evicted suspects, suppressed alerts, and hosts with a wrong clock. Any sender can cause
 * them, so none is a trouble. Safe for any thread.
 */
public final class DetectionNotices {

  static final String RULES = "skipped rules";
  static final String SUSPECTS = "memory for suspects";
  static final String ALERTS = "suppressed alerts";
  static final String HOSTS = "hosts";

  private static final long EVENT_MILLIS = 300_000;

  /** A host whose clock stays wrong is reported again each hour. */
  private static final long HOST_MILLIS = 3_900_000;

  /** The time of what was reported since the last refresh, which has a clock. */
  private static final long FRESH = Long.MIN_VALUE;

  private static final int MAX_HOSTS = 1_000;
  private static final int MAX_HOSTS_NAMED = 10;
  private static final int MAX_NAME = 256;

  private record HostFault(String fault, long seen) {}

  private final Troubles troubles;
  private final Map<String, String> messages = new ConcurrentHashMap<>(); // since the last refresh
  private final Map<String, Long> seen = new LinkedHashMap<>(); // by part
  private final Map<String, HostFault> hosts = new LinkedHashMap<>();

  public DetectionNotices(Troubles troubles) {
    this.troubles = troubles;
  }

  /** A suspect was evicted. */
  public void evicted(Suspect suspect) {
    messages.put(
        SUSPECTS,
        "evicted a suspect of \"%s\" on %s, which holds the most memory or has long been silent;"
                .formatted(suspect.getDetection(), name(suspect.hostKey()))
            + " raise the heap, or find out who sends so much");
  }

  /** An alert was suppressed. */
  public void suppressed(Alert alert) {
    messages.put(
        ALERTS,
        "more than max-alerts of \"%s\", the last of %s; the roll-up counts them"
            .formatted(alert.rule().name(), name(alert.sequence().get(0).hostKey())));
  }

  /** A host has a wrong clock, or its events are decided early. */
  public synchronized void hostFault(String host, String fault) {
    String name = name(host);
    if (hosts.size() < MAX_HOSTS || hosts.containsKey(name)) {
      hosts.put(name, new HostFault(fault, FRESH));
    }
  }

  private static String name(String host) {
    if (host.equals(Event.NO_HOST)) {
      return "events without a host";
    }
    return "host " + (host.length() > MAX_NAME ? host.substring(0, MAX_NAME) + "…" : host);
  }

  /**
   * Updates the notices; to be called every few seconds.
   *
   * @param nowMillis a clock that never goes back
   */
  public synchronized void refresh(Stats stats, long nowMillis) {
    Collection<SkippedRule> skipped = stats.skippedRules().values();
    if (skipped.isEmpty()) {
      troubles.over(RULES);
    } else {
      SkippedRule worst = skipped.stream().max(Comparator.comparing(SkippedRule::forAll)).get();
      int others = skipped.size() - 1;
      notice(RULES, worst + (others == 0 ? "" : "; and %d other rules".formatted(others)));
    }
    for (String part : List.copyOf(messages.keySet())) {
      String message = messages.remove(part);
      if (message != null) {
        notice(part, message);
        seen.put(part, nowMillis);
      }
    }
    seen.forEach((part, at) -> overAfter(part, nowMillis - at));
    seen.values().removeIf(at -> nowMillis - at > EVENT_MILLIS);
    hosts.replaceAll((name, one) -> one.seen == FRESH ? new HostFault(one.fault, nowMillis) : one);
    hosts.values().removeIf(host -> nowMillis - host.seen > HOST_MILLIS);
    if (hosts.isEmpty()) {
      troubles.over(HOSTS);
    } else {
      notice(HOSTS, hostFaults());
    }
  }

  private void overAfter(String part, long millis) {
    if (millis > EVENT_MILLIS) {
      troubles.over(part);
    }
  }

  private String hostFaults() {
    String named =
        hosts.entrySet().stream()
            .limit(MAX_HOSTS_NAMED)
            .map(host -> host.getKey() + ": " + host.getValue().fault)
            .collect(Collectors.joining("; "));
    int others = hosts.size() - MAX_HOSTS_NAMED;
    String atLeast = hosts.size() == MAX_HOSTS ? "at least " : "";
    return named + (others > 0 ? "; and %s%d other hosts".formatted(atLeast, others) : "");
  }

  private void notice(String part, String message) {
    troubles.notice(part, SafeText.oneLine(message));
  }
}
