package dev.weir;

import dev.weir.alert.Alert;
import dev.weir.alert.RollUp;
import dev.weir.event.Event;
import dev.weir.event.Origin;
import dev.weir.internal.read.Reading;

/**
 * Takes what a detector finds, and what it could not use. Called by one thread at a time, though
 * not always the same one.
 *
 * <p>What a method throws comes out of the call that feeds the detector, with several lanes out of
 * a later one. All the same, that call does all else that it has to do. With several lanes, what a
 * lane told comes as the cause of a {@link java.util.concurrent.CompletionException}, and that lane
 * decides nothing more; malformed and ignored documents are told by the feeding thread.
 */
@FunctionalInterface
public interface DetectorListener {

  /**
   * An alert.
   *
   * @param alert the alert
   */
  void onAlert(Alert alert);

  /**
   * What the cap left out of one rule's alerts in one interval.
   *
   * @param rollUp how many, and of what
   */
  default void onRollUp(RollUp rollUp) {}

  /**
   * An event that some rule wants came after a later one of its host had been decided.
   *
   * @param event the event
   */
  default void onLate(Event event) {}

  /**
   * A line that is no JSON object.
   *
   * @param place where it stands
   * @param fault what is wrong
   * @param line its bytes; the first 16 MiB of a longer one
   */
  default void onMalformed(Origin place, Reading.Malformed fault, byte[] line) {}

  /**
   * A document that takes no part, or only part.
   *
   * @param place where it stands
   * @param reason why
   * @param document its bytes
   */
  default void onIgnored(Origin place, String reason, byte[] document) {}

  /**
   * A rule threw, and was left out of the decision on an event.
   *
   * @param rule its name, empty where it is not known
   * @param event the event
   * @param fault what it threw
   */
  default void onRuleFault(String rule, Event event, Throwable fault) {}
}
