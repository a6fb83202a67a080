package dev.weir.internal.alert;

import dev.weir.alert.Alert;
import dev.weir.event.Document;
import dev.weir.event.Event;
import dev.weir.internal.pending.PendingDocuments;
import dev.weir.rule.RuleMetadata;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Rolls the alerts of one host within a window up into one incident with a score. The first alert
 * opens the window; it closes when the host has moved past its end. A single alert in a window is
 * passed on unchanged; with a window of zero, every alert is passed on at once.
 *
 * <p>The score counts each rule once, as if the rules were independent: two of 47 and one of 73
 * give 100 × (1 − 0.53 × 0.53 × 0.27) = 92. The severity is that of the worst alert. For one
 * thread.
 */
public final class Incidents {

  /** The most hosts with an open incident; past it, the oldest incident is closed. */
  private static final int MAX_OPEN = 10_000;

  /** The most alerts of an incident; past it, it is closed and the next alert opens another. */
  private static final int MAX_ALERTS = 100;

  private final long windowMillis;
  private final PendingDocuments pending;
  private final Consumer<Alert> listener;
  private final Windows<String, Incident> byHost;

  /** Takes no incidents yet; their events are pending. */
  public Incidents(long windowMillis, PendingDocuments pending, Consumer<Alert> listener) {
    this.windowMillis = windowMillis;
    this.pending = pending;
    this.listener = listener;
    this.byHost = new Windows<>(MAX_OPEN, windowMillis, Long.MIN_VALUE, this::closed);
  }

  private void closed(Incident incident) {
    incident.alerts().forEach(alert -> alert.sequence().forEach(pending::letGo));
    listener.accept(incident.toAlert());
  }

  public void add(Alert alert) {
    if (windowMillis == 0) {
      listener.accept(alert);
      return;
    }
    String host = alert.sequence().get(0).hostKey();
    reached(host, alert.timestamp());
    Incident incident = byHost.get(host);
    if (incident == null) {
      incident = new Incident(alert.timestamp(), new ArrayList<>(2));
      byHost.open(host, incident);
    }
    incident.alerts().add(alert);
    alert.sequence().forEach(pending::hold);
    if (incident.alerts().size() == MAX_ALERTS) {
      byHost.close(host);
    }
  }

  /** A host has moved on: no later alert of it is older than the timestamp. */
  public void reached(String host, long timestamp) {
    Incident incident = byHost.get(host);
    if (incident != null && timestamp - incident.start() > windowMillis) {
      byHost.close(host);
    }
  }

  /** Pushes the clock and closes the incidents of silent hosts that were opened a window ago. */
  public void advance(long nowMillis) {
    byHost.advance(nowMillis);
  }

  /** Closes all incidents. */
  public void finish() {
    byHost.closeAll();
  }

  /** Visits the alerts of all open incidents. */
  public void forEachOpen(Consumer<Alert> visitor) {
    byHost.forEach(incident -> incident.alerts().forEach(visitor));
  }

  private static Alert rollUp(List<Alert> alerts) {
    List<Alert> worstFirst = new ArrayList<>(alerts);
    worstFirst.sort(
        Comparator.comparingInt((Alert alert) -> -alert.rule().riskScore())
            .thenComparing(Alert::timestamp)
            .thenComparing(Alert::id));
    return Alert.incident(rule(worstFirst), sequence(alerts), worstFirst);
  }

  /** All events, each once, in the order in which they happened. */
  private static List<Event> sequence(List<Alert> alerts) {
    Set<Document> seen = new HashSet<>();
    return alerts.stream()
        .flatMap(alert -> alert.sequence().stream())
        .filter(event -> seen.add(event.document()))
        .sorted(Comparator.comparing(Event::order))
        .toList();
  }

  private static RuleMetadata rule(List<Alert> worstFirst) {
    RuleMetadata worst = worstFirst.get(0).rule();
    List<RuleMetadata> rules = worstFirst.stream().map(Alert::rule).distinct().toList();
    double allHarmless = 1;
    for (RuleMetadata rule : rules) {
      allHarmless *= 1 - rule.riskScore() / 100.0;
    }
    int score = Math.max(worst.riskScore(), (int) Math.round(100 * (1 - allHarmless)));
    String names = rules.stream().map(RuleMetadata::name).collect(Collectors.joining("; "));
    return new RuleMetadata(
        "Incident",
        worst.ruleSet(),
        worst.file(),
        worst.line(),
        "weir-incident",
        "1",
        worst.severity(),
        score,
        "Several alerts of one host within a short time.",
        worstFirst.size() + " alerts of " + host(worstFirst) + ", score " + score + ": " + names,
        all(rules, RuleMetadata::authors),
        worst.license(),
        all(rules, RuleMetadata::tags),
        all(rules, RuleMetadata::references),
        all(rules, RuleMetadata::attack),
        worst.guide(),
        false,
        "",
        "",
        null);
  }

  private static String host(List<Alert> alerts) {
    String id = alerts.get(0).sequence().get(0).getHostId();
    return id == null ? "a host without an id" : "host " + id;
  }

  private static <T> List<T> all(List<RuleMetadata> rules, Function<RuleMetadata, List<T>> part) {
    return rules.stream().flatMap(rule -> part.apply(rule).stream()).distinct().toList();
  }

  private record Incident(long start, List<Alert> alerts) {
    Alert toAlert() {
      return alerts.size() == 1 ? alerts.get(0) : rollUp(alerts);
    }
  }
}
