package dev.weir.internal.service.bulk;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Bytes of a request that grow up to a bound, and count as under way. For one thread at a time. */
final class RequestBuffer {

  private static final int FIRST_BYTES = 16 << 10;
  private static final int BLOCK_BYTES = 16 << 10;

  private final int most;
  private final InFlightBytes underWay;
  private byte[] bytes = new byte[0];
  private int length;

  /**
   * No bytes yet.
   *
   * @param most how many there may be
   * @param underWay counts them
   */
  RequestBuffer(int most, InFlightBytes underWay) {
    this.most = most;
    this.underWay = underWay;
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  /**
   * Keeps more.
   *
   * @param more some bytes
   * @return why they cannot be kept, null if they are
   */
  @Nullable Rejection add(ByteBuffer more) {
    int size = more.remaining();
    long needed = (long) length + size;
    if (needed > most) {
      return Rejection.tooLarge("the body is larger than " + most + " bytes: send less at once");
    }
    if (needed > bytes.length) {
      long room = Math.min(most, Math.max(needed, Math.max(FIRST_BYTES, 2L * bytes.length)));
      if (!underWay.reserve(room - bytes.length)) {
        return Rejection.busy();
      }
      bytes = Arrays.copyOf(bytes, (int) room);
    }
    more.get(bytes, length, size);
    length += size;
    return null;
  }

  /**
   * Becomes what it is unpacked, of which no more is made than may be kept.
   *
   * @return why it cannot, null if it does
   */
  @Nullable Rejection unpack() {
    RequestBuffer plain = new RequestBuffer(most, underWay);
    Rejection complaint = unpackTo(plain);
    release();
    bytes = plain.bytes;
    length = plain.length;
    return complaint;
  }

  /** They are no longer needed. */
  void release() {
    underWay.release(bytes.length);
    bytes = new byte[0];
    length = 0;
  }

  private @Nullable Rejection unpackTo(RequestBuffer plain) {
    byte[] block = new byte[BLOCK_BYTES];
    try (InputStream in =
        new GZIPInputStream(new ByteArrayInputStream(bytes, 0, length), BLOCK_BYTES)) {
      int read = in.read(block);
      while (read > 0) {
        Rejection complaint = plain.add(ByteBuffer.wrap(block, 0, read));
        if (complaint != null) {
          return complaint;
        }
        read = in.read(block);
      }
      return null;
    } catch (IOException e) {
      return new Rejection(400, "parse_exception", "the body is no gzip: " + e.getMessage());
    }
  }
}
