package dev.weir.explain;

import dev.weir.alert.Alert;
import dev.weir.event.Event;
import java.util.List;

/**
 * An alert that the explained event is part of.
 *
 * @param alertId the alert's id
 * @param rule the rule that raised it
 * @param sequence its events, in the order in which they happened
 * @param millis the time from the first event to the last
 */
public record RaisedAlert(String alertId, RuleRef rule, List<EventRef> sequence, long millis) {

  static RaisedAlert of(Alert alert) {
    List<Event> events = alert.sequence();
    return new RaisedAlert(
        alert.id(),
        RuleRef.of(alert.rule()),
        events.stream().map(EventRef::of).toList(),
        alert.timestamp() - events.get(0).getTimestamp());
  }
}
