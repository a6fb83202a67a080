package dev.weir.internal.service.bulk;

import dev.weir.internal.service.bulk.ParseResult.Rejection;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import org.jspecify.annotations.Nullable;

/**
 * A growing array with the body of a request, up to a maximum, whose capacity counts as in flight.
 * For one thread at a time.
 */
final class RequestBuffer {

  private static final int BLOCK_BYTES = 16 << 10;

  private final int maxBytes;
  private final InFlightBytes.Share share;
  private byte[] bytes = new byte[0];
  private int length;
  private @Nullable Rejection rejection;

  RequestBuffer(int maxBytes, InFlightBytes.Share share) {
    this.maxBytes = maxBytes;
    this.share = share;
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  /** Why the body is rejected, or null. */
  @Nullable Rejection rejection() {
    return rejection;
  }

  void reject(Rejection reason) {
    release();
    rejection = reason;
  }

  /** Appends bytes. Returns false if the body is rejected. */
  boolean add(ByteBuffer more) {
    int size = more.remaining();
    if (rejection == null && makeRoom((long) length + size)) {
      more.get(bytes, length, size);
      length += size;
    }
    return rejection == null;
  }

  private boolean makeRoom(long needed) {
    if (needed > maxBytes) {
      reject(
          Rejection.tooLarge(
              "the body is larger than " + maxBytes + " bytes; send smaller requests"));
      return false;
    }
    if (needed > bytes.length) {
      long capacity =
          Math.min(maxBytes, Math.max(needed, Math.max(BLOCK_BYTES, 2L * bytes.length)));
      if (!share.reserve(capacity - bytes.length)) {
        reject(Rejection.busy());
        return false;
      }
      bytes = Arrays.copyOf(bytes, (int) capacity);
    }
    return true;
  }

  /** Replaces gzip by its content, which has the same maximum. */
  void unzip() {
    RequestBuffer plain = new RequestBuffer(maxBytes, share);
    try {
      new Gunzip(bytes, length, plain::add).run();
    } catch (DataFormatException e) {
      plain.reject(Rejection.unparsable("the body is not valid gzip: " + e.getMessage()));
    }
    release();
    bytes = plain.bytes;
    length = plain.length;
    rejection = plain.rejection;
  }

  void release() {
    share.release(bytes.length);
    bytes = new byte[0];
    length = 0;
  }
}
