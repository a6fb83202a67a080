package dev.weir.internal.service.source;

import dev.weir.internal.service.health.ErrorText;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Chunks that a feed has been given and that are not safe yet. For one thread. */
final class InFlightChunks {

  /** A feed could not make a chunk safe: what came after its last position is to be read again. */
  static final class NotSaved extends Exception {
    NotSaved(Throwable cause) {
      super(ErrorText.of(cause), cause);
    }
  }

  private final int most;
  private final Deque<CompletableFuture<List<ItemFault>>> futures = new ArrayDeque<>();
  private final CompletableFuture<Void> closed;

  /**
   * Nothing under way.
   *
   * @param most how many chunks may be
   * @param closed done once nobody is to wait any more
   */
  InFlightChunks(int most, CompletableFuture<Void> closed) {
    this.most = most;
    this.closed = closed;
  }

  /**
   * Gives a chunk to a feed, once there is room for it.
   *
   * @return false if the source was closed meanwhile, and the chunk was not given
   */
  boolean give(Chunk chunk, Feed feed) throws NotSaved, InterruptedException {
    check();
    while (futures.size() >= most) {
      await(CompletableFuture.anyOf(futures.element(), closed));
      if (closed.isDone()) {
        return false;
      }
      futures.remove();
    }
    futures.add(feed.take(chunk));
    return true;
  }

  /** Finds out what became of the oldest ones, without waiting. */
  void check() throws NotSaved, InterruptedException {
    while (!futures.isEmpty() && futures.element().isDone()) {
      await(futures.remove());
    }
  }

  /** Waits for all of them, unless the source is closed meanwhile. */
  void finish() throws NotSaved, InterruptedException {
    while (!futures.isEmpty() && !closed.isDone()) {
      await(CompletableFuture.anyOf(futures.element(), closed));
      check();
    }
  }

  private static void await(CompletableFuture<?> future) throws NotSaved, InterruptedException {
    try {
      future.get();
    } catch (ExecutionException e) {
      throw new NotSaved(e.getCause() == null ? e : e.getCause());
    }
  }
}
