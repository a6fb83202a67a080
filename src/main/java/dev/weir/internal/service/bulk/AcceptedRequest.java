package dev.weir.internal.service.bulk;

import dev.weir.internal.service.source.Chunk;
import dev.weir.internal.service.source.Feed;
import dev.weir.internal.service.source.ItemFault;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A parsed bulk request whose documents wait for the feed.
 *
 * @param whenDone called once, with the faults or with why the documents were not saved
 */
record AcceptedRequest(
    Chunk chunk,
    Exchange exchange,
    BiConsumer<@Nullable List<ItemFault>, @Nullable Throwable> whenDone) {

  /** Gives the documents to the feed, unless the sender was already told to retry. */
  void submitTo(Feed feed) throws InterruptedException {
    if (exchange.isAnswered()) {
      cancel();
      return;
    }
    try {
      var unused = feed.take(chunk).whenComplete(whenDone);
    } catch (InterruptedException | RuntimeException | Error e) {
      whenDone.accept(null, e);
      throw e;
    }
  }

  void cancel() {
    whenDone.accept(null, new CancellationException());
  }
}
