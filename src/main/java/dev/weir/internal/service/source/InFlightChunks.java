package dev.weir.internal.service.source;

import dev.weir.internal.service.health.ErrorText;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** A bounded queue of chunks that a feed has taken and not saved yet. For one thread. */
final class InFlightChunks {

  /** A chunk was not saved: the source must read again from the feed's positions. */
  static final class NotSavedException extends IOException {
    private static final long serialVersionUID = 1L;

    NotSavedException(ExecutionException failure) {
      super(
          "the events that were read could not be saved: "
              + ErrorText.of(failure.getCause() == null ? failure : failure.getCause()),
          failure);
    }
  }

  private final int max;
  private final Deque<CompletableFuture<List<ItemFault>>> futures = new ArrayDeque<>();
  private final CompletableFuture<Void> closed;

  /** An empty queue; waits end when {@code closed} completes. */
  InFlightChunks(int max, CompletableFuture<Void> closed) {
    this.max = max;
    this.closed = closed;
  }

  /** Gives a chunk to a feed as soon as there is room for it, or drops it if the source closes. */
  void add(Chunk chunk, Feed feed) throws NotSavedException, InterruptedException {
    check();
    while (futures.size() >= max) {
      await(CompletableFuture.anyOf(futures.element(), closed));
      if (closed.isDone()) {
        return;
      }
      futures.remove();
    }
    futures.add(feed.take(chunk));
  }

  /** Removes the oldest completed chunks, without waiting. */
  void check() throws NotSavedException, InterruptedException {
    while (!futures.isEmpty() && futures.element().isDone()) {
      await(futures.remove());
    }
  }

  /** Waits for all of them, unless the source closes. */
  void awaitAll() throws NotSavedException, InterruptedException {
    while (!futures.isEmpty() && !closed.isDone()) {
      await(CompletableFuture.anyOf(futures.element(), closed));
      check();
    }
  }

  /** Waits for a future of a feed. */
  static void await(CompletableFuture<?> future) throws NotSavedException, InterruptedException {
    try {
      future.get();
    } catch (ExecutionException e) {
      throw new NotSavedException(e);
    }
  }
}
