package dev.weir.internal.service.source;

import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * How far a file has been read, with a checksum of its first bytes to recognize it: file systems
 * reuse the inode of a deleted file, and a truncated file keeps its own.
 *
 * @param offset bytes read
 * @param headLength number of first bytes in the checksum
 * @param headSum CRC-32C of these bytes
 */
record FilePosition(long offset, int headLength, long headSum) {

  /** Maximum head: events of one host may be equal for hundreds of bytes, up to a time or id. */
  static final int HEAD = 1024;

  static FilePosition of(long offset, byte[] head) {
    return new FilePosition(offset, head.length, sum(head));
  }

  /** Parses the result of {@link #toString}; null if it is invalid. */
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

  /** Whether this is a position in a file with this head and size. */
  boolean matches(byte[] head, long size) {
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
