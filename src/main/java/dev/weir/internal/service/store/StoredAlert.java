package dev.weir.internal.service.store;

/**
 * An alert of the outbox.
 *
 * @param number sequence number in the outbox, from 1; 0 if the alert is not stored yet
 * @param id fingerprint of rule and events: the same events produce the same id
 * @param document one line of UTF-8 JSON; must not be changed
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record StoredAlert(long number, String id, byte[] document) {

  public static StoredAlert of(String id, byte[] document) {
    return new StoredAlert(0, id, document);
  }
}
