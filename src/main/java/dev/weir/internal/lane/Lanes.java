package dev.weir.internal.lane;

import dev.weir.event.Event;
import dev.weir.internal.read.Lines;
import dev.weir.internal.session.Progress;
import dev.weir.rule.SkippedRule;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * All lanes of a detector. A host belongs to one lane, and so do all principals, so that all events
 * that can be joined meet there. The first lane works on the feeding thread, which alone may call
 * the methods here; any thread may read the counts.
 */
public abstract sealed class Lanes implements AutoCloseable permits SingleLane, ParallelLanes {

  final List<Lane> lanes;
  final Lane own;
  final LaneListener listener;
  private long documents;

  Lanes(List<Lane> lanes, LaneListener listener) {
    this.lanes = lanes;
    this.own = lanes.get(0);
    this.listener = listener;
  }

  /** Opens lanes, with a thread for each but the first. */
  public static Lanes open(int count, Supplier<Lane> opener, LaneListener listener) {
    List<Lane> lanes = Stream.generate(opener).limit(count).toList();
    return count == 1 ? new SingleLane(lanes, listener) : new ParallelLanes(lanes, listener);
  }

  /** Takes a document in an array that may change afterwards; a blank one is skipped. */
  public final void take(byte[] bytes, int from, int to, String source, long line) {
    if (!Lines.isBlank(bytes, from, to)) {
      take(bytes, from, to, documents++, source, line);
    }
  }

  abstract void take(byte[] bytes, int from, int to, long number, String source, long line);

  public abstract void take(Event fact);

  /** Reads all documents taken so far, reports on them and hands their events to the lanes. */
  public void flush() {}

  public void advance(long nowMillis, long timeMillis) {
    own.advance(nowMillis, timeMillis);
  }

  /** Returns when all lanes have done what they were called for. */
  public final void await() {
    for (int i = 0; i < lanes.size(); i++) {
      call(i, lane -> true).exceptionally(failed -> false).join();
    }
  }

  /** Decides all waiting events, and returns when that is done. */
  public void finish() {
    own.finish();
  }

  /** Runs a task on the thread of a lane, between two events. A failure is in the future. */
  public <T> CompletableFuture<T> call(int lane, Function<Lane, T> task) {
    try {
      return CompletableFuture.completedFuture(task.apply(own));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  public final int count() {
    return lanes.size();
  }

  /** What each lane is deciding. */
  public final List<Progress> progress() {
    return lanes.stream().map(Lane::progress).toList();
  }

  /** Ends waiting for a lane that does not end. */
  public void abandon() {}

  public final long liveSuspects() {
    return lanes.stream().mapToLong(Lane::liveSuspects).sum();
  }

  public final long evictedSuspects() {
    return lanes.stream().mapToLong(Lane::evictedSuspects).sum();
  }

  /** The rules that are skipped now, by name. */
  public final Map<String, SkippedRule> skippedRules() {
    return sum(lanes.stream().map(Lane::skippedRules));
  }

  static Map<String, SkippedRule> sum(Stream<Map<String, SkippedRule>> parts) {
    Map<String, SkippedRule> all = new TreeMap<>();
    parts.forEach(part -> part.forEach((name, rule) -> all.merge(name, rule, SkippedRule::plus)));
    return all;
  }

  @Override
  public void close() {
    own.close();
  }
}
