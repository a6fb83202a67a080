package dev.weir.bulk;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of a request without holding a thread while none of it arrives. What it keeps
 * counts as under way from when it arrives, until it is released. A body that cannot be kept is
 * read to its end all the same, as many senders listen to no answer before; but not for ever.
 */
final class Body implements Runnable {

  private static final int FIRST_BYTES = 16 << 10;

  private final Request request;
  private final int most;
  private final UnderWay underWay;
  private final Consumer<Body> whenRead;
  private byte[] bytes = new byte[0];
  private int length;
  private long skipped;
  private @Nullable Complaint complaint;
  private boolean ended;

  /**
   * The body of a request, of which nothing has been read.
   *
   * @param request the request
   * @param most how long it may be in bytes, unpacked
   * @param underWay counts it
   * @param whenRead told once, when there is no more to be read
   */
  Body(Request request, int most, UnderWay underWay, Consumer<Body> whenRead) {
    this.request = request;
    this.most = most;
    this.underWay = underWay;
    this.whenRead = whenRead;
  }

  /** Reads what there is, and goes on when there is more. */
  @Override
  public void run() {
    while (true) {
      Content.Chunk chunk = request.read();
      if (chunk == null) {
        request.demand(this);
        return;
      }
      if (Content.Chunk.isFailure(chunk)) {
        failed(chunk.getFailure());
        whenRead.accept(this);
        return;
      }
      take(chunk.getByteBuffer());
      ended = chunk.isLast();
      chunk.release();
      if (ended || skipped > most) {
        whenRead.accept(this);
        return;
      }
    }
  }

  /**
   * Why it was not kept.
   *
   * @return null if it was
   */
  @Nullable Complaint complaint() {
    return complaint;
  }

  /**
   * Whether all of it was read.
   *
   * @return false if the connection is of no further use
   */
  boolean ended() {
    return ended;
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  /** Its bytes are no longer needed. */
  void release() {
    underWay.release(bytes.length);
    bytes = new byte[0];
    length = 0;
  }

  private void take(ByteBuffer more) {
    int size = more.remaining();
    if (complaint == null) {
      makeRoom(size);
    }
    if (complaint == null) {
      more.get(bytes, length, size);
      length += size;
    } else {
      skipped += size;
    }
  }

  private void makeRoom(int size) {
    long needed = (long) length + size;
    if (needed > most) {
      drop(Complaint.tooLarge("the body is larger than " + most + " bytes: send less at once"));
    } else if (needed > bytes.length) {
      long room = Math.min(most, Math.max(needed, Math.max(FIRST_BYTES, 2L * bytes.length)));
      if (underWay.reserve(room - bytes.length)) {
        bytes = Arrays.copyOf(bytes, (int) room);
      } else {
        drop(Complaint.busy("too much is under way: send it again later"));
      }
    }
  }

  private void drop(Complaint why) {
    release();
    complaint = why;
  }

  private void failed(Throwable failure) {
    drop(
        failure instanceof TimeoutException
            ? new Complaint(408, "timeout_exception", "the body took too long to arrive")
            : new Complaint(
                400, "parse_exception", "the body cannot be read: " + failure.getMessage()));
  }
}
