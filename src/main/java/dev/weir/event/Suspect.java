package dev.weir.event;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
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
  private final List<Event> before;

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
    this.before = List.of();
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
    this.before = List.of();
  }

  /**
   * Creates a suspect for the next event of a sequence. It has the fields of that event, and the
   * time of the first event, from which the span of a sequence is measured.
   *
   * @param detection the name of the detection, for sequences of this many events
   * @param earlier the sequence so far
   * @param event the next event
   */
  public Suspect(String detection, Suspect earlier, Event event) {
    this(detection, List.of(earlier.sequence()), event, earlier.getTimestamp());
  }

  private Suspect(String detection, List<Event> before, Event event, long timestamp) {
    super(
        event.document(),
        new EventOrder(timestamp, event.order().sequence(), event.order().arrival()));
    this.detection = detection;
    this.event = event;
    this.before = before;
  }

  /**
   * {@return the same suspect with another form of its event}
   *
   * @param other the event with only a part of its document
   */
  public Suspect withEvent(Event other) {
    return new Suspect(detection, before, other, getTimestamp());
  }

  /**
   * {@return the events of the sequence so far, in order}
   *
   * @param next events to add at the end
   */
  public Event[] sequence(Event... next) {
    return Stream.of(before.stream(), Stream.of(event), Arrays.stream(next))
        .flatMap(one -> one)
        .toArray(Event[]::new);
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
