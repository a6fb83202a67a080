package dev.weir.internal.replay;

import dev.weir.alert.Alert;
import dev.weir.event.Event;
import dev.weir.internal.session.Firing;
import java.util.List;

/**
 * What the rules did with one event: the rules that fired, the alerts, and the rules that failed.
 */
public record Decision(Event event, List<Firing> firings, List<Alert> alerts, List<Fault> faults) {

  /** An exception of a rule, which was then skipped; the rule's name is empty if unknown. */
  public record Fault(String rule, String exception) {}
}
