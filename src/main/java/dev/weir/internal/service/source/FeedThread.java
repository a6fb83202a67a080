package dev.weir.internal.service.source;

import dev.weir.internal.thread.Threads;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A thread that gives chunks to a feed in their order, so that the source itself never blocks. The
 * source limits how many are in flight.
 */
final class FeedThread implements AutoCloseable {

  private static final Duration CLOSING = Duration.ofSeconds(5);

  private final Feed feed;
  private final ExecutorService thread;
  private volatile boolean failed;

  FeedThread(String source, Feed feed) {
    this.feed = feed;
    this.thread = Threads.single("weir-feed-" + source);
  }

  /** Like {@link Feed#take}, without blocking. After a failure, all later chunks fail. */
  CompletableFuture<List<ItemFault>> submit(Chunk chunk) {
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
          new IllegalStateException("an earlier chunk could not be saved"));
    }
    try {
      return feed.take(chunk);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Drops the chunks that the feed has not taken yet. */
  @Override
  public void close() {
    failed = true;
    thread.shutdownNow();
    try {
      boolean ended = thread.awaitTermination(CLOSING.toMillis(), TimeUnit.MILLISECONDS);
      assert ended : "the feed does not react to an interrupt";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
