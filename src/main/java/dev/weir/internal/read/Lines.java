package dev.weir.internal.read;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a stream of bytes. A byte order mark and a carriage return before the line end do
 * not belong to a line; the last line needs no line end. A line over the limit is cut to one byte
 * more than the limit, so that its length tells. For one thread; closing the stream is the
 * caller's.
 */
public final class Lines {

  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  /** What may stand around a line of the limit: a byte order mark and a carriage return. */
  private static final int MARGIN = BYTE_ORDER_MARK.length + 1;

  private final InputStream in;
  private final int limit;
  private byte[] buffer;
  private int start;
  private int end;
  private boolean exhausted;
  private byte[] holder;
  private int from;
  private int to;
  private long number;
  private long consumed;

  /** The lines of a stream. */
  public Lines(InputStream in, int limit) {
    this(in, limit, 0);
  }

  /** The lines of a stream from somewhere inside on. */
  public Lines(InputStream in, int limit, long before) {
    this(in, new byte[64 << 10], 0, limit, before);
  }

  /**
   * The lines of a part of a stream that has been read already. They stay where they are, all in
   * the same {@link #holder}.
   */
  public static Lines of(byte[] block, int end, int limit, long before) {
    Lines lines = new Lines(InputStream.nullInputStream(), block, end, limit, before);
    lines.exhausted = true;
    return lines;
  }

  private Lines(InputStream in, byte[] buffer, int end, int limit, long before) {
    this.in = in;
    this.limit = limit;
    this.buffer = buffer;
    this.holder = buffer;
    this.end = end;
    this.consumed = before;
  }

  /** The next line, blank ones included. */
  public byte @Nullable [] next() throws IOException {
    return step() ? Arrays.copyOfRange(holder, from, to) : null;
  }

  /**
   * Goes to the next line without copying it: it is in {@link #holder}, {@link #from} here {@link
   * #to} there, until the next step.
   */
  public boolean step() throws IOException {
    int scanned = 0;
    while (true) {
      int feed = JsonBytes.lineFeed(buffer, start + scanned, end);
      if (feed < end) {
        take(feed - start);
        start = feed + 1;
        consumed++;
        return true;
      }
      scanned = end - start;
      if (scanned > (long) limit + MARGIN) {
        skipRest();
        return true;
      }
      if (!fill()) {
        if (start == end) {
          return false;
        }
        take(end - start);
        return true;
      }
    }
  }

  /** The array that holds the line. */
  public byte[] holder() {
    return holder;
  }

  /** Where the line begins. */
  public int from() {
    return from;
  }

  /** Where the line ends. */
  public int to() {
    return to;
  }

  /** Whether there is nothing in the line. */
  public boolean isBlank() {
    return isBlank(holder, from, to);
  }

  /** Whether a line that stands in an array is to be passed over. */
  public static boolean isBlank(byte[] bytes, int from, int to) {
    for (int at = from; at < to; at++) {
      if (bytes[at] != ' ' && bytes[at] != '\t' && bytes[at] != '\r') {
        return false;
      }
    }
    return true;
  }

  /** The number of the line last given. */
  public long number() {
    return number;
  }

  /** How far the lines given reach into the stream. */
  public long consumed() {
    return consumed;
  }

  /** Whether the next step needs no reading. */
  public boolean isReady() {
    return JsonBytes.lineFeed(buffer, start, end) < end;
  }

  /** Takes bytes from the buffer as the next line. */
  private void take(int size) {
    holder = buffer;
    from = start;
    to = start + size;
    start = to;
    if (consumed == 0 && startsWithMark(from, to)) {
      from += BYTE_ORDER_MARK.length;
    }
    consumed += size;
    number++;
    if (to > from && buffer[to - 1] == '\r') {
      to--;
    }
    to = (int) Math.min(to, from + limit + 1L);
  }

  private boolean startsWithMark(int from, int to) {
    return Arrays.equals(
        buffer, from, Math.min(to, from + BYTE_ORDER_MARK.length), BYTE_ORDER_MARK, 0, 3);
  }

  private void skipRest() throws IOException {
    take(limit + MARGIN + 1);
    holder = Arrays.copyOfRange(buffer, from, to); // the buffer is needed
    from = 0;
    to = holder.length;
    do {
      int feed = JsonBytes.lineFeed(buffer, start, end);
      consumed += feed - start;
      start = feed;
      if (feed < end) {
        start++;
        consumed++;
        return;
      }
    } while (fill());
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
