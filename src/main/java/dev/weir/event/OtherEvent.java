package dev.weir.event;

import org.kie.api.definition.type.Expires;
import org.kie.api.definition.type.Role;
import org.kie.api.definition.type.Timestamp;

/** An event of neither category {@code process} nor {@code network}. */
@Role(Role.Type.EVENT)
@Timestamp("timestamp")
@Expires("-1")
public final class OtherEvent extends Event {

  /**
   * A fact of a document.
   *
   * @param document where the fields come from
   * @param order its place among the events
   */
  public OtherEvent(Document document, EventOrder order) {
    super(document, order);
  }
}
