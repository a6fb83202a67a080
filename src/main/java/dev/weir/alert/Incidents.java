package dev.weir.alert;

import dev.weir.event.Document;
import dev.weir.event.Event;
import dev.weir.rule.Attack;
import dev.weir.rule.RuleMetadata;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Rolls the alerts of one host within a window up into one: an incident with a score. The window is
 * opened by an alert and closed when its host has moved past it. One that holds a single alert
 * gives that alert as it is, so nothing is lost, and nothing said twice.
 *
 * <p>The score counts each rule once, as if they were independent witnesses: two of 47 and one of
 * 73 are 100 × (1 − 0.53 × 0.53 × 0.27) = 92. The severity is that of the worst. For one thread.
 */
public final class Incidents {

  /** The most hosts with an incident at once; past it the oldest is closed. */
  private static final int MAX_OPEN = 10_000;

  /** The most alerts that an incident holds; past it, it is closed and another begins. */
  private static final int MAX_ALERTS = 100;

  private static final String ID = "weir-incident";

  private final long windowMillis;
  private final Consumer<Alert> out;
  private final Map<String, Open> byHost = new LinkedHashMap<>();
  private long clock = Long.MIN_VALUE;

  /**
   * None yet.
   *
   * @param windowMillis how long after its first alert an incident takes others in
   * @param out takes incidents, and alerts that stayed alone
   */
  public Incidents(long windowMillis, Consumer<Alert> out) {
    this.windowMillis = windowMillis;
    this.out = out;
  }

  /**
   * Takes an alert in.
   *
   * @param alert the alert
   */
  public void add(Alert alert) {
    String host = alert.sequence().get(0).hostKey();
    reached(host, alert.timestamp());
    Open open = byHost.get(host);
    if (open == null) {
      if (byHost.size() == MAX_OPEN) {
        close(byHost.values().iterator());
      }
      open = new Open(alert.timestamp(), clock);
      byHost.put(host, open);
    }
    open.alerts.add(alert);
    if (open.alerts.size() == MAX_ALERTS) {
      byHost.remove(host);
      tell(open);
    }
  }

  /**
   * A host has moved on.
   *
   * @param host the host
   * @param timestamp what its alerts to come are not older than
   */
  public void reached(String host, long timestamp) {
    Open open = byHost.isEmpty() ? null : byHost.get(host);
    if (open != null && timestamp - open.start > windowMillis) {
      byHost.remove(host);
      tell(open);
    }
  }

  /**
   * Pushes the clock: what was opened a window ago is closed, though its host is silent.
   *
   * @param nowMillis the time, which never goes back
   */
  public void advance(long nowMillis) {
    clock = Math.max(clock, nowMillis);
    Iterator<Open> oldestFirst = byHost.values().iterator();
    while (oldestFirst.hasNext()) {
      Open open = oldestFirst.next();
      if (open.opened == Long.MIN_VALUE) {
        open.opened = clock;
      } else if (clock - open.opened >= windowMillis) {
        oldestFirst.remove();
        tell(open);
      }
    }
  }

  /** Closes all. */
  public void finish() {
    Iterator<Open> oldestFirst = byHost.values().iterator();
    while (oldestFirst.hasNext()) {
      close(oldestFirst);
    }
  }

  /**
   * Names what incidents that are not told yet were made of.
   *
   * @param each takes the alerts
   */
  public void open(Consumer<Alert> each) {
    byHost.values().forEach(open -> open.alerts.forEach(each));
  }

  private void close(Iterator<Open> oldestFirst) {
    Open open = oldestFirst.next();
    oldestFirst.remove();
    tell(open);
  }

  private void tell(Open open) {
    out.accept(open.alerts.size() == 1 ? open.alerts.get(0) : incident(open.alerts));
  }

  private static Alert incident(List<Alert> alerts) {
    List<Alert> worstFirst = new ArrayList<>(alerts);
    worstFirst.sort(
        Comparator.comparingInt((Alert alert) -> -alert.rule().riskScore())
            .thenComparing(Alert::timestamp)
            .thenComparing(Alert::id));
    List<byte[]> parts = new ArrayList<>();
    parts.add(Fingerprint.part(ID));
    new TreeSet<>(alerts.stream().map(Alert::id).toList())
        .forEach(id -> parts.add(Fingerprint.part(id)));
    return new Alert(
        Fingerprint.of(parts), rule(worstFirst), sequence(alerts), List.copyOf(worstFirst));
  }

  /** Every event once, in the order in which they happened. */
  private static List<Event> sequence(List<Alert> alerts) {
    Set<Document> taken = new HashSet<>();
    return alerts.stream()
        .flatMap(alert -> alert.sequence().stream())
        .filter(event -> taken.add(event.document()))
        .sorted(Comparator.comparing(Event::order))
        .toList();
  }

  private static RuleMetadata rule(List<Alert> worstFirst) {
    RuleMetadata worst = worstFirst.get(0).rule();
    List<RuleMetadata> rules = worstFirst.stream().map(Alert::rule).distinct().toList();
    double innocent = 1;
    for (RuleMetadata rule : rules) {
      innocent *= 1 - rule.riskScore() / 100.0;
    }
    int score = Math.max(worst.riskScore(), (int) Math.round(100 * (1 - innocent)));
    String names = rules.stream().map(RuleMetadata::name).collect(Collectors.joining("; "));
    return new RuleMetadata(
        "Incident",
        worst.ruleSet(),
        worst.file(),
        worst.line(),
        ID,
        "1",
        worst.severity(),
        score,
        "Several alerts of one host within a short time.",
        worstFirst.size() + " alerts of " + host(worstFirst) + ", score " + score + ": " + names,
        all(rules.stream().flatMap(rule -> rule.authors().stream())),
        worst.license(),
        all(rules.stream().flatMap(rule -> rule.tags().stream())),
        all(rules.stream().flatMap(rule -> rule.references().stream())),
        attack(rules),
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

  private static List<String> all(Stream<String> texts) {
    return texts.distinct().toList();
  }

  private static List<Attack> attack(List<RuleMetadata> rules) {
    return rules.stream().flatMap(rule -> rule.attack().stream()).distinct().toList();
  }

  /** A host's incident while it takes alerts in. */
  private static final class Open {
    private final long start;
    private final List<Alert> alerts = new ArrayList<>(2);
    private long opened;

    Open(long start, long opened) {
      this.start = start;
      this.opened = opened;
    }
  }
}
