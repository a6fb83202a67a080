package dev.weir.internal.service.bulk;

import dev.weir.internal.service.bulk.ParseResult.Rejection;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of a request without blocking a thread. A body that is rejected is still read, as
 * many senders look at no response before they have sent it all, but only up to twice the maximum.
 */
final class RequestBody implements Runnable {

  private final Request request;
  private final int maxBytes;
  private final RequestBuffer buffer;
  private final Consumer<RequestBody> whenRead;
  private long discarded;
  private @Nullable Rejection rejection;
  private boolean complete;

  /** Nothing is read before {@link #run}, which calls {@code whenRead} once. */
  RequestBody(Request request, int maxBytes, RequestBuffer buffer, Consumer<RequestBody> whenRead) {
    this.request = request;
    this.maxBytes = maxBytes;
    this.buffer = buffer;
    this.whenRead = whenRead;
  }

  /** Reads what has arrived, and continues when more arrives. */
  @Override
  public void run() {
    while (true) {
      Content.Chunk chunk = request.read();
      if (chunk == null) {
        request.demand(this);
        return;
      }
      if (Content.Chunk.isFailure(chunk)) {
        reject(rejection(chunk.getFailure()));
        whenRead.accept(this);
        return;
      }
      add(chunk.getByteBuffer());
      complete = chunk.isLast();
      chunk.release();
      if (complete || discarded > maxBytes) {
        whenRead.accept(this);
        return;
      }
    }
  }

  /** Why the body was rejected, or null. */
  @Nullable Rejection rejection() {
    return rejection;
  }

  /** Whether the whole body was read. If not, the connection cannot be used again. */
  boolean isComplete() {
    return complete;
  }

  private void add(ByteBuffer more) {
    if (rejection == null) {
      Rejection reason = buffer.add(more);
      if (reason != null) {
        reject(reason);
      }
    }
    discarded += more.remaining();
  }

  private void reject(Rejection reason) {
    buffer.release();
    rejection = reason;
  }

  private static Rejection rejection(Throwable failure) {
    return failure instanceof TimeoutException
        ? new Rejection(408, "timeout_exception", "the body took too long to arrive")
        : Rejection.unparsable("the body is incomplete: " + failure.getMessage());
  }
}
