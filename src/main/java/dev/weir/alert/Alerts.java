package dev.weir.alert;

import dev.weir.event.Event;

/**
 * What a detection's consequence raises its alert with: the DRL global {@code alerts}. Which rule
 * raises it is known from the rule that is firing.
 */
@FunctionalInterface
public interface Alerts {

  /**
   * Raises an alert of the firing rule.
   *
   * @param sequence the events that make it up, in the order in which they happened
   */
  void raise(Event... sequence);
}
