package dev.weir.event;

import org.jspecify.annotations.Nullable;
import org.kie.api.definition.type.ClassReactive;
import org.kie.api.definition.type.Expires;
import org.kie.api.definition.type.Role;
import org.kie.api.definition.type.Timestamp;

/**
 * An event that matched the first step of a detection and waits for the next. It has the fields of
 * its event, so an exclusion reads {@code Suspect(processExecutable.like(...))}, and the event's
 * time unless the rule gives another.
 */
@Role(Role.Type.EVENT)
@Timestamp("timestamp")
@Expires("-1")
@ClassReactive // Drools loses updates of a class with over 64 properties that it tracks one by one
public final class Suspect extends Event {

  private final String detection;
  private final Event event;

  /**
   * Creates a suspect with the time of its event.
   *
   * @param detection the name of the detection; suspects of one name belong to one sequence
   * @param event the event
   */
  public Suspect(String detection, Event event) {
    super(event.document(), event.order());
    this.detection = detection;
    this.event = event;
  }

  /**
   * Creates a suspect with its own time, because an agent may report a short-lived process only
   * when it has ended.
   *
   * @param detection the name of the detection
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

  @Override
  public String hostKey() {
    return event.hostKey();
  }

  @Override
  public String laneKey() {
    return event.laneKey();
  }

  @Override
  public @Nullable String getPrincipal() {
    return event.getPrincipal();
  }

  /** {@return the name of the detection, as the rule gave it} */
  public String getDetection() {
    return detection;
  }

  /** {@return the event that the rule made into a suspect} */
  public Event getEvent() {
    return event;
  }
}
