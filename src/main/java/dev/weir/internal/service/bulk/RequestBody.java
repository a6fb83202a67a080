package dev.weir.internal.service.bulk;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of a request, and holds no thread while none of it arrives. A body that cannot be
 * kept is read to its end all the same, as many senders listen to no answer before; but not for
 * ever.
 */
final class RequestBody implements Runnable {

  private final Request request;
  private final int most;
  private final RequestBuffer kept;
  private final Consumer<RequestBody> whenRead;
  private long skipped;
  private @Nullable Rejection complaint;
  private boolean ended;

  /**
   * The body of a request, of which nothing has been read.
   *
   * @param request the request
   * @param most how long it may be in bytes
   * @param kept where to keep it
   * @param whenRead told once, when there is no more to be read
   */
  RequestBody(Request request, int most, RequestBuffer kept, Consumer<RequestBody> whenRead) {
    this.request = request;
    this.most = most;
    this.kept = kept;
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
        turnDown(why(chunk.getFailure()));
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
  @Nullable Rejection complaint() {
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

  private void take(ByteBuffer more) {
    if (complaint == null) {
      Rejection why = kept.add(more);
      if (why != null) {
        turnDown(why);
      }
    }
    skipped += more.remaining();
  }

  private void turnDown(Rejection why) {
    kept.release();
    complaint = why;
  }

  private static Rejection why(Throwable failure) {
    return failure instanceof TimeoutException
        ? new Rejection(408, "timeout_exception", "the body took too long to arrive")
        : new Rejection(400, "parse_exception", "the body is torn: " + failure.getMessage());
  }
}
