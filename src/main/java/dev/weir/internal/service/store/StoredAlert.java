package dev.weir.internal.service.store;

/** An alert in the outbox. */
public final class StoredAlert {

  private final long number;
  private final String id;
  private final byte[] document;

  /**
   * An alert.
   *
   * @param number its place in the outbox; of one that is not there yet, none
   * @param id its fingerprint
   * @param document an ECS document: UTF-8 JSON on one line; not copied
   */
  StoredAlert(long number, String id, byte[] document) {
    this.number = number;
    this.id = id;
    this.document = document;
  }

  /**
   * One that is yet to be stored.
   *
   * @param id its fingerprint
   * @param document an ECS document: UTF-8 JSON on one line; not copied
   * @return the alert
   */
  public static StoredAlert of(String id, byte[] document) {
    return new StoredAlert(0, id, document);
  }

  /**
   * Its place in the outbox.
   *
   * @return from 1
   */
  public long number() {
    return number;
  }

  /**
   * Its fingerprint.
   *
   * @return as given
   */
  public String id() {
    return id;
  }

  /**
   * Its document.
   *
   * @return as given, and not to be changed
   */
  public byte[] document() {
    return document;
  }
}
