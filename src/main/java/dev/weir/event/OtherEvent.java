package dev.weir.event;

import org.kie.api.definition.type.ClassReactive;
import org.kie.api.definition.type.Expires;
import org.kie.api.definition.type.Role;
import org.kie.api.definition.type.Timestamp;

/** An event that has neither category {@code process} nor {@code network}. */
@Role(Role.Type.EVENT)
@Timestamp("timestamp")
@Expires("-1")
@ClassReactive // as Suspect
public final class OtherEvent extends Event {

  /**
   * Creates a fact.
   *
   * @param document the source of the fields
   * @param order its position among the events
   */
  public OtherEvent(Document document, EventOrder order) {
    super(document, order);
  }
}
