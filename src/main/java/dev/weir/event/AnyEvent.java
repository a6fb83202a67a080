package dev.weir.event;

import org.kie.api.definition.type.ClassReactive;
import org.kie.api.definition.type.Expires;
import org.kie.api.definition.type.Role;
import org.kie.api.definition.type.Timestamp;

/**
 * A document of any category, as one fact besides its others: EQL's {@code any where ...}.
 * Documents become such facts only if a rule uses this type.
 */
@Role(Role.Type.EVENT)
@Timestamp("timestamp")
@Expires("-1")
@ClassReactive // as Suspect
public final class AnyEvent extends Event {

  /**
   * Creates a fact.
   *
   * @param document the source of the fields
   * @param order its position among the events
   */
  public AnyEvent(Document document, EventOrder order) {
    super(document, order);
  }
}
