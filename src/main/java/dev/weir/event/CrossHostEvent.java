package dev.weir.event;

import org.kie.api.definition.type.ClassReactive;
import org.kie.api.definition.type.Expires;
import org.kie.api.definition.type.Role;
import org.kie.api.definition.type.Timestamp;

/**
 * A document of any category, as one fact besides its others, for rules that join events of several
 * hosts. The events of all hosts are in one order, by one clock. Documents become such facts only
 * if a rule uses this type.
 */
@Role(Role.Type.EVENT)
@Timestamp("timestamp")
@Expires("-1")
@ClassReactive // as Suspect
public final class CrossHostEvent extends Event {

  private static final String ALL_HOSTS = "all hosts";

  /**
   * Creates a fact.
   *
   * @param document the source of the fields
   * @param order its position among the events
   */
  public CrossHostEvent(Document document, EventOrder order) {
    super(document, order);
  }

  /** {@return the same for all, because they have one order} */
  @Override
  public String hostKey() {
    return ALL_HOSTS;
  }
}
