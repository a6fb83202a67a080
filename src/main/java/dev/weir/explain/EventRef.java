package dev.weir.explain;

import dev.weir.event.Event;
import dev.weir.event.NetworkEvent;
import dev.weir.event.ProcessEvent;
import dev.weir.event.Suspect;
import java.time.Instant;
import java.util.Set;

/**
 * The identifying fields of an event.
 *
 * @param id its {@code event.id}; empty if missing
 * @param time its {@code @timestamp}, to the millisecond
 * @param kind the kind of event: process, network or other
 * @param host its {@code host.id}; empty if missing
 * @param program its {@code process.name}; empty if missing
 */
public record EventRef(String id, Instant time, String kind, String host, String program) {

  static EventRef of(Event event) {
    return new EventRef(
        first(event, "event.id"),
        Instant.ofEpochMilli(event.getTimestamp()),
        kind(event),
        first(event, "host.id"),
        first(event, "process.name"));
  }

  /** The id, or the time of an event without one. */
  @Override
  public String toString() {
    return id.isEmpty() ? "(an event without event.id at " + time + ")" : id;
  }

  private static String first(Event event, String field) {
    String value = event.field(field).first();
    return value == null ? "" : value;
  }

  private static String kind(Event event) {
    Event itself = event instanceof Suspect suspect ? suspect.getEvent() : event;
    if (itself instanceof ProcessEvent) {
      return "process";
    } else if (itself instanceof NetworkEvent) {
      return "network";
    }
    // an AnyEvent, a CrossHostEvent or a PrincipalEvent stands for all facts of its document
    return itself.getEventCategory().list().stream()
        .filter(Set.of("process", "network")::contains)
        .findFirst()
        .orElse("other");
  }
}
