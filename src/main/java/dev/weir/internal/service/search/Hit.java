package dev.weir.internal.service.search;

/** A document that was found: some bytes of an answer. */
public final class Hit {

  private final String index;
  private final String id;
  private final long timestamp;
  private final byte[] bytes;
  private final int from;
  private final int to;

  Hit(String index, String id, long timestamp, byte[] bytes, int from, int to) {
    this.index = index;
    this.id = id;
    this.timestamp = timestamp;
    this.bytes = bytes;
    this.from = from;
    this.to = to;
  }

  /**
   * Where it is kept.
   *
   * @return the name of its index; of a data stream, of the index behind it
   */
  public String index() {
    return index;
  }

  /**
   * Its id there.
   *
   * @return the id
   */
  public String id() {
    return id;
  }

  /**
   * Its {@code @timestamp}.
   *
   * @return milliseconds since 1970
   */
  public long timestamp() {
    return timestamp;
  }

  /**
   * The array that holds its source as the server wrote it.
   *
   * @return not to be changed
   */
  public byte[] bytes() {
    return bytes;
  }

  /**
   * Where its source begins.
   *
   * @return the index of its first byte
   */
  public int from() {
    return from;
  }

  /**
   * Where its source ends.
   *
   * @return the index behind its last byte
   */
  public int to() {
    return to;
  }
}
