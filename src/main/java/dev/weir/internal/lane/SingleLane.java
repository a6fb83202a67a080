package dev.weir.internal.lane;

import dev.weir.event.Event;
import dev.weir.internal.read.Lines;
import dev.weir.internal.read.Reading;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** The only lane of a detector: the call that brings a document reads and decides it. */
final class SingleLane implements Lanes {

  private final Lane lane;
  private final LaneListener listener;
  private long documents;

  SingleLane(Lane lane, LaneListener listener) {
    this.lane = lane;
    this.listener = listener;
  }

  @Override
  public void take(byte[] bytes, int from, int to, String source, long line) {
    if (Lines.isBlank(bytes, from, to)) {
      return;
    }
    Reading reading = lane.reader().read(bytes, from, to, documents++);
    Report report = Report.of(reading, bytes, from, to, source, line);
    lane.take(reading); // before the listener hears of it, as that may throw
    if (report != null) {
      report.to(listener);
    }
  }

  @Override
  public void take(Event fact) {
    lane.take(lane.reader().read(fact));
  }

  @Override
  public void flush() {
    // nothing is held back
  }

  @Override
  public void advance(long nowMillis) {
    lane.advance(nowMillis);
  }

  @Override
  public void finish() {
    lane.finish();
  }

  @Override
  public int count() {
    return 1;
  }

  @Override
  public <T> CompletableFuture<T> call(int number, Function<Lane, T> task) {
    try {
      return CompletableFuture.completedFuture(task.apply(lane));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public long liveSuspects() {
    return lane.liveSuspects();
  }

  @Override
  public long evictedSuspects() {
    return lane.evictedSuspects();
  }

  @Override
  public void close() {
    lane.close();
  }
}
