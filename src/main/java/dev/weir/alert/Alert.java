package dev.weir.alert;

import dev.weir.event.Event;
import dev.weir.rule.RuleMetadata;
import java.util.ArrayList;
import java.util.List;

/**
 * A detection's finding: the rule and the events that met it. Its events are confined to one thread
 * at a time, and so are {@link #message}, {@link #guide} and {@link #toJson}.
 *
 * @param id a fingerprint of the rule's id and the events' ids: the same events give the same id
 *     again
 * @param rule the rule that raised it
 * @param sequence the events, in the order in which they happened; at least one
 * @param alerts of an incident, the alerts that it rolls up, the worst first; else empty
 */
public record Alert(String id, RuleMetadata rule, List<Event> sequence, List<Alert> alerts) {

  /**
   * An alert with its fingerprint. An event without an {@code event.id} counts by its bytes.
   *
   * @param rule the rule that raised it
   * @param sequence the events, at least one
   * @return the alert
   */
  public static Alert of(RuleMetadata rule, List<Event> sequence) {
    if (sequence.isEmpty()) {
      throw new IllegalArgumentException(
          "rule \"" + rule.name() + "\" raised an alert of no event");
    }
    List<byte[]> parts = new ArrayList<>();
    parts.add(Fingerprint.part(rule.id()));
    for (Event event : sequence) {
      String id = event.getEventId().first();
      parts.add(id == null ? event.document().json() : Fingerprint.part(id));
    }
    return new Alert(Fingerprint.of(parts), rule, List.copyOf(sequence), List.of());
  }

  /**
   * When it happened: the time of the latest event. One that tells of a process at its end may
   * stand before those of the process's life.
   *
   * @return milliseconds since 1970
   */
  public long timestamp() {
    return sequence.stream().mapToLong(Event::getTimestamp).max().orElseThrow();
  }

  /**
   * What happened, in one sentence.
   *
   * @return the rule's {@code @message} with its places filled in, or its description
   */
  public String message() {
    if (!alerts.isEmpty()) {
      return rule.message(); // holds what events say already
    }
    return rule.message().isEmpty()
        ? rule.description()
        : Placeholders.fill(rule.message(), sequence);
  }

  /**
   * The investigation guide for this alert.
   *
   * @return Markdown, with the places filled in; empty where the rule has none
   */
  public String guide() {
    if (!alerts.isEmpty()) {
      return alerts.get(0).guide();
    }
    return Placeholders.fill(rule.guide(), sequence);
  }

  /**
   * The alert as an ECS document.
   *
   * @return UTF-8 JSON on one line, without a line end
   */
  public byte[] toJson() {
    return AlertDocument.of(this);
  }
}
