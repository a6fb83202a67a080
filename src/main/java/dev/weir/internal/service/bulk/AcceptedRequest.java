package dev.weir.internal.service.bulk;

import dev.weir.internal.service.source.Chunk;
import dev.weir.internal.service.source.Feed;
import dev.weir.internal.service.source.ItemFault;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The documents of a request, on their way to the feed.
 *
 * @param chunk the documents
 * @param exchange the request
 * @param executor where to answer, so that the feed's threads need not
 * @param whenDone told once: the faults, or why the documents are not safe
 */
record AcceptedRequest(
    Chunk chunk,
    Exchange exchange,
    Executor executor,
    BiConsumer<@Nullable List<ItemFault>, @Nullable Throwable> whenDone) {

  /**
   * Gives the documents to the feed, unless their sender has been told to come again.
   *
   * @param feed takes them
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  void to(Feed feed) throws InterruptedException {
    if (exchange.isAnswered()) {
      giveUp();
      return;
    }
    try {
      var unused = feed.take(chunk).whenCompleteAsync(whenDone, executor);
    } catch (InterruptedException | RuntimeException e) {
      whenDone.accept(null, e);
      throw e;
    }
  }

  /** Gives them to nobody. */
  void giveUp() {
    whenDone.accept(null, new CancellationException());
  }
}
