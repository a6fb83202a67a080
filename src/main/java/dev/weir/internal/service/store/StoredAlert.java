package dev.weir.internal.service.store;

import dev.weir.alert.Alert;
import java.time.Instant;

/**
 * An alert or roll-up in the store.
 *
 * @param number sequence number in the outbox, from 1; 0 if the alert is not stored yet
 * @param stored when it was stored
 * @param id fingerprint of rule and events: the same events produce the same id
 * @param rule the name of its rule
 * @param host the {@code host.id}, empty if there is none
 * @param suppressed whether the cap suppressed it, so that no sink gets it
 * @param document one line of UTF-8 JSON, empty if it is not kept; must not be changed
 * @param state whether it stands
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record StoredAlert(
    long number,
    Instant stored,
    String id,
    String rule,
    String host,
    boolean suppressed,
    byte[] document,
    State state) {

  /** Whether an alert stands. The names of the constants are stored. */
  public enum State {
    /** It stands, or is no alert. */
    FINAL,
    /** It was raised early, and may still be retracted. */
    EARLY,
    /** It was raised early, and an event that came late has proved it wrong. */
    RETRACTED
  }

  /** An alert to store. */
  public static StoredAlert of(
      String id, String rule, String host, boolean suppressed, byte[] document) {
    return new StoredAlert(0, Instant.EPOCH, id, rule, host, suppressed, document, State.FINAL);
  }

  /** An alert that a detector raised, to store. */
  public static StoredAlert of(Alert alert, boolean suppressed, byte[] document) {
    String host = alert.sequence().get(0).getHostId();
    return of(alert.id(), alert.rule().name(), host == null ? "" : host, suppressed, document);
  }

  /** The same alert, raised early. */
  public StoredAlert early() {
    return new StoredAlert(number, stored, id, rule, host, suppressed, document, State.EARLY);
  }
}
