package dev.weir.internal.service.store;

/** An alert of the outbox. Its document is one line of UTF-8 JSON and must not be changed. */
public final class StoredAlert {

  private final long number;
  private final String id;
  private final byte[] document;

  StoredAlert(long number, String id, byte[] document) {
    this.number = number;
    this.id = id;
    this.document = document;
  }

  /** An alert that is not in the outbox yet. */
  public static StoredAlert of(String id, byte[] document) {
    return new StoredAlert(0, id, document);
  }

  /** Its sequence number in the outbox, from 1; 0 if it is not stored yet. */
  public long number() {
    return number;
  }

  /** A fingerprint of its rule and events: the same events produce the same id. */
  public String id() {
    return id;
  }

  public byte[] document() {
    return document;
  }
}
