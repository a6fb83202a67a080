package dev.weir.internal.service.bulk;

import dev.weir.internal.service.bulk.ParseResult.Rejection;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A growing array with the body of a request, up to a maximum, whose capacity counts as in flight.
 * For one thread at a time.
 */
final class RequestBuffer {

  private static final int BLOCK_BYTES = 16 << 10;

  private final int maxBytes;
  private final InFlightBytes inFlight;
  private byte[] bytes = new byte[0];
  private int length;

  RequestBuffer(int maxBytes, InFlightBytes inFlight) {
    this.maxBytes = maxBytes;
    this.inFlight = inFlight;
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  /** Appends bytes. Returns why they do not fit, or null. */
  @Nullable Rejection add(ByteBuffer more) {
    int size = more.remaining();
    long needed = (long) length + size;
    if (needed > maxBytes) {
      return Rejection.tooLarge(
          "the body is larger than " + maxBytes + " bytes; send smaller requests");
    }
    if (needed > bytes.length) {
      long capacity =
          Math.min(maxBytes, Math.max(needed, Math.max(BLOCK_BYTES, 2L * bytes.length)));
      if (!inFlight.reserve(capacity - bytes.length)) {
        return Rejection.busy();
      }
      bytes = Arrays.copyOf(bytes, (int) capacity);
    }
    more.get(bytes, length, size);
    length += size;
    return null;
  }

  /** Replaces gzip by its content, which has the same maximum. Returns what is wrong, or null. */
  @Nullable Rejection unzip() {
    RequestBuffer plain = new RequestBuffer(maxBytes, inFlight);
    Rejection rejection = unzipTo(plain);
    release();
    bytes = plain.bytes;
    length = plain.length;
    return rejection;
  }

  void release() {
    inFlight.release(bytes.length);
    bytes = new byte[0];
    length = 0;
  }

  private @Nullable Rejection unzipTo(RequestBuffer plain) {
    byte[] block = new byte[BLOCK_BYTES];
    try (InputStream in =
        new GZIPInputStream(new ByteArrayInputStream(bytes, 0, length), BLOCK_BYTES)) {
      int read = in.read(block);
      while (read > 0) {
        Rejection rejection = plain.add(ByteBuffer.wrap(block, 0, read));
        if (rejection != null) {
          return rejection;
        }
        read = in.read(block);
      }
      return null;
    } catch (IOException e) {
      return Rejection.unparsable("the body is not valid gzip: " + e.getMessage());
    }
  }
}
