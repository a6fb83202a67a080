package dev.weir.internal.service.monitor;

import dev.weir.alert.Alert;
import dev.weir.alert.EarlyAlert;
import dev.weir.event.Event;
import dev.weir.event.Malformed;
import dev.weir.event.Origin;
import dev.weir.event.Suspect;
import dev.weir.internal.text.SafeText;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A log of problems with single events, which may be any number: of each kind of problem it logs
 * the 1st, 10th, 100th and so on, with the count. Safe for any thread.
 */
public final class SampledLog {

  private static final Logger LOG = LoggerFactory.getLogger("dev.weir.events");

  private static final Logger ALERTS = LoggerFactory.getLogger("dev.weir.alerts");

  /** A bound on memory: kinds come from code and rules, but rules are reloaded. */
  private static final int MAX_KINDS = 10_000;

  /** A host can make up others, so not every host has a line of its own. */
  private static final int MAX_HOSTS = 1_000;

  private final Set<String> hosts = ConcurrentHashMap.newKeySet();
  private final Map<String, Long> counts = new ConcurrentHashMap<>();

  /** Returns the kind of the fault as it is counted in the metrics. */
  public String malformed(Origin origin, Malformed fault) {
    String kind = fault.kind().name().toLowerCase(Locale.ROOT);
    log("malformed " + kind, origin + ": " + fault.reason());
    return kind;
  }

  /** Each alert has a line: the cap bounds them. */
  public void raised(Alert alert) {
    ALERTS.info(
        "{}: {} (id {})",
        SafeText.oneLine(alert.rule().name()),
        SafeText.oneLine(alert.message()),
        alert.id());
  }

  public void retracted(EarlyAlert alert) {
    ALERTS.warn(
        "retracted the alert {} of {}: {}",
        alert.id(),
        SafeText.oneLine(alert.rule()),
        EarlyAlert.REASON);
  }

  public void ignored(Origin origin, String reason) {
    log("ignored: " + reason, origin.toString());
  }

  public void late(Event event) {
    log("late", "host " + event.hostKey() + ", event " + event.getEventId());
  }

  /** Names a host: each of the first hosts, then a sample. */
  public void hostFault(String host, String fault) {
    String name = host.equals(Event.NO_HOST) ? "events without host.id" : "host " + host;
    if (hosts.size() < MAX_HOSTS) {
      hosts.add(host);
    }
    if (hosts.contains(host)) {
      LOG.warn("{}: {}", SafeText.oneLine(name), fault);
    } else {
      log("host fault", name + ": " + fault);
    }
  }

  public void suppressed(Alert alert) {
    Event event = alert.sequence().get(0);
    log("alert of \"" + alert.rule().name() + "\" over max-alerts", "host " + event.hostKey());
  }

  public void ruleFault(String rule, Event event, Throwable fault) {
    log(
        "rule \"" + rule + "\" threw",
        fault + " on host " + event.hostKey() + ", event " + event.getEventId());
  }

  public void evicted(Suspect suspect) {
    log(
        "suspect of \"" + suspect.getDetection() + "\" evicted",
        "host " + suspect.hostKey() + ", event " + suspect.getEventId());
  }

  private void log(String kind, String detail) {
    if (counts.size() >= MAX_KINDS) {
      counts.clear();
    }
    long count = counts.merge(kind, 1L, Long::sum);
    if (Math.log10((double) count) % 1 == 0) { // exact for powers of ten
      LOG.warn("{} ({} so far): {}", kind, count, SafeText.oneLine(detail));
    }
  }
}
