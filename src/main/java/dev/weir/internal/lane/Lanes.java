package dev.weir.internal.lane;

import dev.weir.event.Event;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * All lanes of a detector. A host belongs to one lane, so that everything that can be joined meets
 * there. One thread at a time may call the methods, except for the counts, which any thread may
 * read.
 */
public sealed interface Lanes extends AutoCloseable permits SingleLane, ParallelLanes {

  /** Opens lanes; more than one get threads. */
  static Lanes open(int count, Supplier<Lane> opener, LaneListener listener) {
    List<Lane> lanes = Stream.generate(opener).limit(count).toList();
    return count == 1 ? new SingleLane(lanes.get(0), listener) : new ParallelLanes(lanes, listener);
  }

  /**
   * Takes a document; a blank one is skipped.
   *
   * @param bytes the array that holds it, which may change afterwards
   * @param source where it came from, and the line there
   */
  void take(byte[] bytes, int from, int to, String source, long line);

  /** Takes a fact. */
  void take(Event fact);

  /** Reads all documents taken so far, reports on them and hands their events to the lanes. */
  void flush();

  /** Pushes the clock of all lanes. */
  void advance(long nowMillis);

  /** Decides all waiting events, and returns when that is done. */
  void finish();

  int count();

  /** Runs a task on the thread of a lane, between two events. A failure is in the future. */
  <T> CompletableFuture<T> call(int lane, Function<Lane, T> task);

  long liveSuspects();

  long evictedSuspects();

  @Override
  void close();
}
