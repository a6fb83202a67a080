package dev.weir.event;

import java.util.List;
import org.kie.api.definition.type.ClassReactive;
import org.kie.api.definition.type.Expires;
import org.kie.api.definition.type.Role;
import org.kie.api.definition.type.Timestamp;

/**
 * An event as one of a principal of a cloud, mostly an instance: the event of an endpoint on that
 * instance, or an entry in the cloud's log. A rule joins both by {@link #getPrincipal}. A document
 * becomes principal events only for rules that name this type, besides its other facts.
 */
@Role(Role.Type.EVENT)
@Timestamp("timestamp")
@Expires("-1")
@ClassReactive // as Suspect
public final class PrincipalEvent extends Event {

  private final String principal;

  /**
   * Creates a fact.
   *
   * @param document the source of the fields
   * @param order its position among the events
   * @param principal whom it concerns
   */
  public PrincipalEvent(Document document, EventOrder order, String principal) {
    super(document, order);
    this.principal = principal;
  }

  /**
   * The principals that a document concerns, one fact for each. An endpoint has one, its instance;
   * a command to several instances in the cloud's log has several.
   *
   * @param document the document
   * @param order its position among the events
   * @return the facts; empty if the document names no principal
   */
  public static List<PrincipalEvent> of(Document document, EventOrder order) {
    return Principals.of(document).stream()
        .map(one -> new PrincipalEvent(document, order, one))
        .toList();
  }

  @Override
  public String getPrincipal() {
    return principal;
  }

  /**
   * {@return the key for order and retention} The cloud delivers its log minutes late, each region
   * by itself, so an instance and each of its logs have clocks of their own.
   */
  @Override
  public String hostKey() {
    String where = getHostId() != null ? "the host" : "the log of " + getCloudRegion().first();
    return principal + " in " + where;
  }

  /**
   * {@return the same for all} A rule may compare a principal with others, such as the instances of
   * one role, so all are decided in one order.
   */
  @Override
  public String laneKey() {
    return "principals";
  }
}
