package dev.weir.internal.service.source;

import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * How far a file has been read, and how to tell that it is still the same: a system gives the
 * number of a deleted file to a new one, and a truncated file keeps its number.
 *
 * @param offset the bytes read
 * @param headLength how many of its first bytes are known
 * @param headSum their checksum
 */
record FilePosition(long offset, int headLength, long headSum) {

  /** Events of one host are often alike for hundreds of bytes, up to their time or id. */
  static final int HEAD = 1024;

  static FilePosition of(long offset, byte[] head) {
    return new FilePosition(offset, head.length, sum(head));
  }

  /** Reads what {@link #toString} wrote; null if it is nothing of the kind. */
  static @Nullable FilePosition parse(String text) {
    String[] parts = text.split(":", -1);
    if (parts.length != 3) {
      return null;
    }
    try {
      return new FilePosition(
          Long.parseLong(parts[0]), Integer.parseInt(parts[1]), Long.parseLong(parts[2], 16));
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** Whether a file begins with the known bytes and reaches as far. */
  boolean fits(byte[] head, long size) {
    return size >= offset
        && head.length >= headLength
        && sum(Arrays.copyOf(head, headLength)) == headSum;
  }

  @Override
  public String toString() {
    return offset + ":" + headLength + ":" + Long.toHexString(headSum);
  }

  private static long sum(byte[] bytes) {
    CRC32C sum = new CRC32C();
    sum.update(bytes, 0, bytes.length);
    return sum.getValue();
  }
}
