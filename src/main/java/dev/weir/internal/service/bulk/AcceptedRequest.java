package dev.weir.internal.service.bulk;

import dev.weir.internal.service.bulk.ParseResult.Content;
import dev.weir.internal.service.bulk.ParseResult.Rejection;
import dev.weir.internal.service.http.HttpServer;
import dev.weir.internal.service.source.Chunk;
import dev.weir.internal.service.source.Feed;
import dev.weir.internal.service.source.ItemFault;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A parsed bulk request whose documents wait for the feed. */
final class AcceptedRequest {

  private final Exchange exchange;
  private final BulkSettings settings;
  private final RequestBuffer buffer;
  private final Content content;
  private final boolean brief;
  private final long start = System.nanoTime();

  /**
   * A request that has arrived completely.
   *
   * @param brief whether the response contains only statuses
   */
  AcceptedRequest(
      Exchange exchange,
      BulkSettings settings,
      RequestBuffer buffer,
      Content content,
      boolean brief) {
    this.exchange = exchange;
    this.settings = settings;
    this.buffer = buffer;
    this.content = content;
    this.brief = brief;
  }

  /** Passes the request on, unless there is no memory for it. */
  void pass(Consumer<AcceptedRequest> accepted) {
    long extra = content.bytes();
    InFlightBytes.Share share = exchange.share();
    if (extra + buffer.bytes().length > settings.underWayBytes()) {
      exchange.reject(
          Rejection.tooLarge("the body never fits in under-way-bytes; send smaller requests"),
          false);
      return;
    }
    if (!share.reserve(extra)) {
      reject(Rejection.busy(), extra <= buffer.length() || share.reserve(extra - buffer.length()));
      return;
    }
    HttpServer.keep(exchange.request());
    exchange.request().addIdleTimeoutListener(idle -> false); // the sender waits for Weir
    String late = "no result in " + settings.answerTime().toMillis() + " ms";
    exchange.after(settings.answerTime(), () -> rejectUnsaved(late));
    share.join();
    try {
      accepted.accept(this);
    } catch (RuntimeException | Error e) {
      share.leave();
      throw e;
    }
  }

  /** Gives the documents to the feed, unless the sender was already told to retry. */
  void submitTo(Feed feed, String source) throws InterruptedException {
    if (exchange.isAnswered()) {
      cancel();
      return;
    }
    try {
      var unused = feed.take(new Chunk(source, content.items(), Map.of())).whenComplete(this::done);
    } catch (InterruptedException | RuntimeException | Error e) {
      done(null, e);
      throw e;
    }
  }

  void cancel() {
    done(null, new CancellationException());
  }

  private void done(@Nullable List<ItemFault> faults, @Nullable Throwable failure) {
    buffer.release();
    exchange.share().leave();
    if (faults != null) {
      exchange.works(); // even if it is too late for this sender
    }
    exchange.execute(() -> answer(faults, failure)); // so that the feed's threads need not
  }

  private void answer(@Nullable List<ItemFault> faults, @Nullable Throwable failure) {
    if (faults == null) {
      rejectUnsaved(String.valueOf(failure));
    } else if (!exchange.isAnswered()) {
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      if (!content.single()) {
        exchange.answer(BulkResponse.of(content.actions(), faults, millis, brief));
      } else if (faults.isEmpty()) {
        exchange.created(BulkResponse.of(content.actions().get(0)));
      } else {
        exchange.reject(BulkResponse.rejection(faults.get(0)), false);
      }
    }
  }

  private void rejectUnsaved(String reason) {
    if (!exchange.isAnswered()) {
      exchange.inTrouble("documents were not saved, senders must retry: " + reason);
      reject(Rejection.notSaved(), true);
    }
  }

  private void reject(Rejection rejection, boolean room) {
    if (settings.itemFailures() && room && !content.single()) {
      exchange.reject(content.actions(), rejection);
    } else {
      exchange.reject(rejection, false);
    }
  }
}
