package dev.weir.internal.service.source;

/** A document of a source: some bytes of an array. */
public final class Item {

  private final byte[] bytes;
  private final int from;
  private final int to;
  private final String place;
  private final long number;

  /**
   * A document.
   *
   * @param bytes the array that holds it; not copied
   * @param from its first byte
   * @param to behind its last byte that is there
   * @param place what to call its part of the source when it is malformed, such as a file's name
   * @param number its number in there, from 1, or its offset
   */
  public Item(byte[] bytes, int from, int to, String place, long number) {
    this.bytes = bytes;
    this.from = from;
    this.to = to;
    this.place = place;
    this.number = number;
  }

  /**
   * The array that holds it.
   *
   * @return not to be changed
   */
  public byte[] bytes() {
    return bytes;
  }

  /**
   * Where it begins.
   *
   * @return the index of its first byte
   */
  public int from() {
    return from;
  }

  /**
   * Where it ends.
   *
   * @return the index behind its last byte that is there
   */
  public int to() {
    return to;
  }

  /**
   * What to call its part of the source.
   *
   * @return such as a file's name
   */
  public String place() {
    return place;
  }

  /**
   * Its number in there.
   *
   * @return from 1, or an offset
   */
  public long number() {
    return number;
  }
}
