package dev.weir.event;

import org.kie.api.definition.type.ClassReactive;
import org.kie.api.definition.type.Expires;
import org.kie.api.definition.type.Role;
import org.kie.api.definition.type.Timestamp;

/** An event of the category {@code process}: EQL's {@code process where ...}. */
@Role(Role.Type.EVENT)
@Timestamp("timestamp")
@Expires("-1")
@ClassReactive // as Suspect
public final class ProcessEvent extends Event {

  /**
   * Creates a fact.
   *
   * @param document the source of the fields
   * @param order its position among the events
   */
  public ProcessEvent(Document document, EventOrder order) {
    super(document, order);
  }
}
