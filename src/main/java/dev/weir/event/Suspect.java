package dev.weir.event;

import org.kie.api.definition.type.Expires;
import org.kie.api.definition.type.Role;
import org.kie.api.definition.type.Timestamp;

/**
 * An event that met the first step of a detection and waits for the next. It happened when its
 * event did, unless the rule that makes it knows better, and has the same fields, so an exclusion
 * reads {@code Suspect(processExecutable.like(...))}.
 */
@Role(Role.Type.EVENT)
@Timestamp("timestamp")
@Expires("-1")
public final class Suspect extends Event {

  private final String detection;
  private final Event event;

  /**
   * A suspect.
   *
   * @param detection the name of the detection that suspects it: suspects of one name are one
   *     sequence
   * @param event the event
   */
  public Suspect(String detection, Event event) {
    super(event.document(), event.order());
    this.detection = detection;
    this.event = event;
  }

  /**
   * A suspect that goes by another time than its event's {@code @timestamp}: an agent may tell of a
   * short-lived process only when it has ended.
   *
   * @param detection the name of the detection that suspects it
   * @param event the event
   * @param timestamp when it happened, in milliseconds since 1970
   */
  public Suspect(String detection, Event event, long timestamp) {
    super(
        event.document(),
        new EventOrder(timestamp, event.order().sequence(), event.order().arrival()));
    this.detection = detection;
    this.event = event;
  }

  /**
   * The detection that suspects it.
   *
   * @return its name, as the rule gave it
   */
  public String getDetection() {
    return detection;
  }

  /**
   * The event that is suspected.
   *
   * @return the fact that the rule made the suspect of
   */
  public Event getEvent() {
    return event;
  }
}
