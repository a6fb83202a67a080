package dev.weir.read;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a stream of bytes. A byte order mark and a carriage return before the line end do
 * not belong to a line; the last line needs no line end. Of a line that is too long only the head
 * is kept in memory. For one thread; closing the stream is the caller's.
 */
public final class Lines {

  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  /** What may stand around a line of the limit: a byte order mark and a carriage return. */
  private static final int MARGIN = BYTE_ORDER_MARK.length + 1;

  private final InputStream in;
  private final int limit;
  private byte[] buffer = new byte[64 << 10];
  private int start;
  private int end;
  private boolean exhausted;
  private long number;
  private long length;
  private long consumed;

  /**
   * The lines of a stream.
   *
   * @param in the bytes
   * @param limit the longest line to keep whole, in bytes
   */
  public Lines(InputStream in, int limit) {
    this.in = in;
    this.limit = limit;
  }

  /**
   * The next line, blank ones included.
   *
   * @return its bytes, of a line over the limit the first of them; null at the end of the stream
   * @throws IOException if the stream cannot be read
   */
  public byte @Nullable [] next() throws IOException {
    int scanned = 0;
    while (true) {
      for (int at = start + scanned; at < end; at++) {
        if (buffer[at] == '\n') {
          byte[] line = take(at - start);
          start = at + 1;
          consumed++;
          return line;
        }
      }
      scanned = end - start;
      if (scanned > (long) limit + MARGIN) {
        return skipRest();
      }
      if (!fill()) {
        return start == end ? null : take(end - start);
      }
    }
  }

  /**
   * The number of the line last given.
   *
   * @return from 1
   */
  public long number() {
    return number;
  }

  /**
   * The length of the line last given, also of one over the limit.
   *
   * @return bytes, without the line end
   */
  public long length() {
    return length;
  }

  /**
   * How far the lines given reach into the stream.
   *
   * @return bytes
   */
  public long consumed() {
    return consumed;
  }

  /** Takes bytes from the buffer as the next line. */
  private byte[] take(int size) {
    int from = start;
    int to = start + size;
    start = to;
    consumed += size;
    if (number++ == 0 && startsWithMark(from, to)) {
      from += BYTE_ORDER_MARK.length;
    }
    if (to > from && buffer[to - 1] == '\r') {
      to--;
    }
    length = (long) to - from;
    return Arrays.copyOfRange(buffer, from, (int) Math.min(to, (long) from + limit));
  }

  private boolean startsWithMark(int from, int to) {
    return Arrays.equals(
        buffer, from, Math.min(to, from + BYTE_ORDER_MARK.length), BYTE_ORDER_MARK, 0, 3);
  }

  private byte[] skipRest() throws IOException {
    int mark = number == 0 && startsWithMark(start, end) ? BYTE_ORDER_MARK.length : 0;
    long begin = consumed + mark;
    byte[] head = take(limit + MARGIN);
    byte last = buffer[start - 1];
    do {
      for (; start < end; start++, consumed++) {
        if (buffer[start] == '\n') {
          length = consumed - begin - (last == '\r' ? 1 : 0);
          start++;
          consumed++;
          return head;
        }
        last = buffer[start];
      }
    } while (fill());
    length = consumed - begin - (last == '\r' ? 1 : 0);
    return head;
  }

  private boolean fill() throws IOException {
    if (exhausted) {
      return false;
    }
    if (start > 0) {
      System.arraycopy(buffer, start, buffer, 0, end - start);
      end -= start;
      start = 0;
    }
    if (end == buffer.length) {
      buffer = Arrays.copyOf(buffer, buffer.length * 2);
    }
    int read = in.read(buffer, end, buffer.length - end);
    exhausted = read < 0;
    end += Math.max(read, 0);
    return !exhausted;
  }
}
