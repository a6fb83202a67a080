package dev.weir;

import dev.weir.alert.Alert;
import dev.weir.alert.EarlyAlert;
import dev.weir.alert.RollUp;
import dev.weir.event.Event;
import dev.weir.event.Malformed;
import dev.weir.event.Origin;
import dev.weir.event.Suspect;

/**
 * The receiver of alerts and of documents that a detector cannot use. Called by one thread at a
 * time, but not always by the same one.
 *
 * <p>An exception of a listener method is thrown by the call that feeds the detector, after that
 * call has done the rest of its work. With several lanes, an exception on a lane's thread is thrown
 * by a later call, as the cause of a {@link java.util.concurrent.CompletionException}, and that
 * lane decides no more events. Malformed and ignored documents are always reported by the feeding
 * thread.
 */
@FunctionalInterface
public interface DetectorListener {

  /**
   * A rule raised an alert.
   *
   * @param alert the alert
   */
  void onAlert(Alert alert);

  /**
   * A rule raised an alert that is over the limit. A roll-up will count it.
   *
   * @param alert the alert
   */
  default void onSuppressed(Alert alert) {}

  /**
   * An alert stands: its events have waited for the lateness, and were decided. Called at once for
   * an alert that was not raised {@link Detector.Builder#early early}. Called again if its events
   * are sent and decided again.
   *
   * @param id the id of an alert, which may be a suppressed one
   */
  default void onConfirmed(String id) {}

  /**
   * An alert that was raised {@link Detector.Builder#early early} does not stand, because an event
   * that came late belongs between its events. If another alert takes its place, that one is raised
   * as usual.
   *
   * @param alert the alert
   */
  default void onRetracted(EarlyAlert alert) {}

  /**
   * Alerts of one rule were suppressed in one interval, because they were over the limit.
   *
   * @param rollUp how many, and on which hosts
   */
  default void onRollUp(RollUp rollUp) {}

  /**
   * An event that a rule could match came too late: it is older than the lateness allows, or than
   * an event of its host that has already been decided. It is not decided.
   *
   * @param event the event
   */
  default void onLate(Event event) {}

  /**
   * Something is wrong with a host. Either its clock is far ahead or behind, so that some of its
   * events are decided apart from its others. Or too many or too large events wait, so that its
   * waiting events were decided early. Not called for every event; {@link Stats#hostFaults} counts
   * them.
   *
   * @param host its {@code host.id}, or {@link Event#NO_HOST}
   * @param fault what is wrong, in words
   */
  default void onHostFault(String host, String fault) {}

  /**
   * A document is not a JSON object, or not a valid one.
   *
   * @param origin where it came from
   * @param fault what is wrong
   * @param line its bytes; if it is too long, the first 16 MiB
   */
  default void onMalformed(Origin origin, Malformed fault, byte[] line) {}

  /**
   * A document takes no part in detection, or is used without some of its fields.
   *
   * @param origin where it came from
   * @param reason why
   * @param document its bytes
   */
  default void onIgnored(Origin origin, String reason, byte[] document) {}

  /**
   * A rule threw, or triggered itself without end. It is skipped for the host of the event, and
   * tried again later. If too many hosts make it throw, it is skipped for all; {@link
   * Stats#skippedRules} names the rules that are skipped now.
   *
   * @param rule its name; empty if the cause is not a rule, in which case the event is not decided
   * @param event the event on which it threw, which may be an older one that is a suspect
   * @param fault what it threw
   */
  default void onRuleFault(String rule, Event event, Throwable fault) {}

  /**
   * A suspect was evicted because the memory for suspects is full, so its host is not fully
   * watched. There is also an alert that says so, at most one per host and interval. Or the host
   * has long been silent, and suspects of silent hosts need too much memory; then there is none.
   *
   * @param suspect the suspect, of the host that held the most memory, or was silent longest
   */
  default void onEvicted(Suspect suspect) {}
}
