package dev.weir.internal.service.sink;

/** An alert on its way. */
public final class OutgoingAlert {

  private final String id;
  private final byte[] document;

  /**
   * An alert.
   *
   * @param id its fingerprint, which is the same again for the same events
   * @param document an ECS document: UTF-8 JSON on one line, without a line end; not copied
   */
  public OutgoingAlert(String id, byte[] document) {
    this.id = id;
    this.document = document;
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
