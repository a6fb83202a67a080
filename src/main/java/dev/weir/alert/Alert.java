package dev.weir.alert;

import dev.weir.event.Event;
import dev.weir.rule.RuleMetadata;
import java.util.List;
import java.util.stream.Stream;

/**
 * The finding of a detection: a rule and the events that match it. The events are for one thread at
 * a time, and so are {@link #message}, {@link #guide} and {@link #toJson}.
 *
 * @param id a fingerprint of the rule's id and of the host, time and id of each event, so that the
 *     same events give the same id again
 * @param rule the rule that raised it
 * @param sequence the events, in the order in which they happened; at least one
 * @param alerts the alerts that an incident rolls up, the worst first; empty for other alerts
 */
public record Alert(String id, RuleMetadata rule, List<Event> sequence, List<Alert> alerts) {

  /**
   * Creates an alert. An event without {@code event.id} or {@code host.id} is identified by its
   * bytes.
   *
   * @param rule the rule that raised it
   * @param sequence the events, at least one
   * @return the alert, with its fingerprint
   */
  public static Alert of(RuleMetadata rule, List<Event> sequence) {
    if (sequence.isEmpty()) {
      throw new IllegalArgumentException(
          "rule \"" + rule.name() + "\" raised an alert without events; pass at least one event");
    }
    return new Alert(
        Fingerprint.of(Fingerprint.part(rule.id()), sequence.stream().flatMap(Alert::identity)),
        rule,
        List.copyOf(sequence),
        List.of());
  }

  /**
   * Creates the alert of an incident.
   *
   * @param rule what to say of the incident as a whole
   * @param sequence the events of all alerts, in the order in which they happened
   * @param alerts the alerts that it rolls up, the worst first
   * @return the incident, with its fingerprint
   */
  public static Alert incident(RuleMetadata rule, List<Event> sequence, List<Alert> alerts) {
    Stream<byte[]> ids = alerts.stream().map(Alert::id).sorted().distinct().map(Fingerprint::part);
    return new Alert(
        Fingerprint.of(Fingerprint.part(rule.id()), ids),
        rule,
        List.copyOf(sequence),
        List.copyOf(alerts));
  }

  /** Not the id alone: agents number their events, so those of two hosts have the same ids. */
  private static Stream<byte[]> identity(Event event) {
    String host = event.getHostId();
    String id = event.getEventId().first();
    return host == null || id == null || id.isBlank()
        ? Stream.of(event.document().json())
        : Stream.of(host, Long.toString(event.getTimestamp()), id).map(Fingerprint::part);
  }

  /**
   * {@return the time of the latest event, in milliseconds since 1970} It need not be the last of
   * the sequence: an event about the end of a process can stand before events of its life.
   */
  public long timestamp() {
    return sequence.stream().mapToLong(Event::getTimestamp).max().orElseThrow();
  }

  /** {@return what happened: the rule's {@code @message}, filled in, or its description} */
  public String message() {
    if (!alerts.isEmpty()) {
      return rule.message(); // built from event values; they must not act as placeholders
    }
    return rule.message().isEmpty()
        ? rule.description()
        : Placeholders.of(rule.message()).fill(sequence);
  }

  /** {@return the investigation guide as Markdown, filled in; empty if the rule has none} */
  public String guide() {
    Alert guided = guided();
    return Placeholders.of(guided.rule.guide()).fill(guided.sequence);
  }

  /** The alert that the guide is about: of an incident, the worst. */
  Alert guided() {
    return alerts.isEmpty() ? this : alerts.get(0).guided();
  }

  /** {@return the alert as an ECS document: UTF-8 JSON on one line, without a line end} */
  public byte[] toJson() {
    return AlertDocument.of(this);
  }
}
