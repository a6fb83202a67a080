package dev.weir.internal.service.source;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Gives chunks to a feed in their order, on a thread of its own: a feed may keep who gives waiting
 * for as long as it likes. Whoever uses it bounds how many are under way.
 */
final class FeedThread implements AutoCloseable {

  private static final Duration CLOSING = Duration.ofSeconds(5);

  private final Feed feed;
  private final ExecutorService thread;
  private volatile boolean failed;

  /**
   * Nothing to give yet.
   *
   * @param name of the source
   */
  FeedThread(String name, Feed feed) {
    this.feed = feed;
    this.thread = Executors.newSingleThreadExecutor(task -> new Thread(task, "weir-feed-" + name));
  }

  /** As {@link Feed#take}, without waiting. After one that has failed, all do. */
  CompletableFuture<List<ItemFault>> give(Chunk chunk) {
    return CompletableFuture.completedFuture(chunk)
        .thenComposeAsync(this::take, thread)
        .whenComplete(
            (faults, failure) -> {
              if (failure != null) {
                failed = true;
              }
            });
  }

  private CompletableFuture<List<ItemFault>> take(Chunk chunk) {
    if (failed) {
      return CompletableFuture.failedFuture(
          new IllegalStateException("what came before could not be saved"));
    }
    try {
      return feed.take(chunk);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Gives no more: what the feed has not taken yet is dropped. */
  @Override
  public void close() {
    failed = true;
    thread.shutdownNow();
    try {
      boolean ended = thread.awaitTermination(CLOSING.toMillis(), TimeUnit.MILLISECONDS);
      assert ended : "a feed that cannot be interrupted";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
