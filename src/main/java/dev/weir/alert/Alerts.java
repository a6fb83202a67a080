package dev.weir.alert;

import dev.weir.event.Event;

/** The DRL global {@code alerts}, by which the consequence of a detection raises an alert. */
@FunctionalInterface
public interface Alerts {

  /**
   * Raises an alert of the rule that is firing.
   *
   * @param sequence the events of the alert, in the order in which they happened; at least one
   */
  void raise(Event... sequence);
}
