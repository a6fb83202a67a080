package dev.weir.internal.service.bulk;

import dev.weir.internal.service.bulk.ParseResult.Rejection;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.eclipse.jetty.io.Content;

/**
 * Reads the body of a request without blocking a thread. A body that is rejected is still read, as
 * many senders look at no response before they have sent it all, but only up to twice the maximum.
 */
final class RequestBody implements Runnable {

  private final Exchange exchange;
  private final int maxBytes;
  private final RequestBuffer buffer;
  private final Consumer<RequestBody> whenRead;
  private long discarded;
  private boolean complete;

  /** Nothing is read before {@link #run}, which calls {@code whenRead} once. */
  RequestBody(Exchange exchange, int maxBytes, Consumer<RequestBody> whenRead) {
    this.exchange = exchange;
    this.maxBytes = maxBytes;
    this.buffer = new RequestBuffer(maxBytes, exchange.share());
    this.whenRead = whenRead;
  }

  /** Reads what has arrived, and continues when more arrives. */
  @Override
  public void run() {
    exchange.attempt(this::read);
  }

  private void read() {
    while (true) {
      Content.Chunk chunk = exchange.request().read();
      if (chunk == null) {
        exchange.request().demand(this);
        return;
      }
      if (Content.Chunk.isFailure(chunk)) {
        buffer.reject(rejection(chunk.getFailure()));
        whenRead.accept(this);
        return;
      }
      try {
        add(chunk.getByteBuffer());
      } finally {
        chunk.release();
      }
      complete = chunk.isLast();
      if (complete || discarded > maxBytes) {
        whenRead.accept(this);
        return;
      }
    }
  }

  RequestBuffer buffer() {
    return buffer;
  }

  /** Whether the whole body was read. If not, the connection cannot be used again. */
  boolean isComplete() {
    return complete;
  }

  private void add(ByteBuffer more) {
    if (!buffer.add(more)) {
      discarded += more.remaining();
    }
  }

  private static Rejection rejection(Throwable failure) {
    return failure instanceof TimeoutException
        ? new Rejection(408, "timeout_exception", "the body took too long to arrive")
        : Rejection.unparsable("the body is incomplete: " + failure.getMessage());
  }
}
