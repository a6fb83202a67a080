package dev.weir;

import dev.weir.read.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A detector's lanes: one on the thread that feeds it, or several, each on a thread of its own. For
 * one feeding thread.
 */
final class Lanes implements AutoCloseable {

  private final List<Lane> lanes;
  private final List<LaneThread> threads = new ArrayList<>();

  Lanes(int count, Supplier<Lane> lane) {
    this.lanes = Stream.generate(lane).limit(count).toList();
    for (int i = 0; i < count && count > 1; i++) {
      threads.add(new LaneThread(lanes.get(i), "weir-lane-" + i));
    }
  }

  int count() {
    return lanes.size();
  }

  /** The lane, if there is but one. */
  Lane first() {
    return lanes.get(0);
  }

  /**
   * Gives each lane what falls to it; there are several.
   *
   * @param byLane for each lane in turn
   */
  void take(List<List<Reading>> byLane) {
    Failures failures = new Failures();
    for (int i = 0; i < threads.size(); i++) {
      List<Reading> readings = byLane.get(i);
      if (!readings.isEmpty()) {
        LaneThread thread = threads.get(i);
        failures.attempt(() -> thread.run(lane -> readings.forEach(lane::take)));
      }
    }
    failures.rethrow();
  }

  void advance(long nowMillis) {
    if (threads.isEmpty()) {
      lanes.forEach(lane -> lane.advance(nowMillis));
    } else {
      Failures.forAll(threads, thread -> thread.run(lane -> lane.advance(nowMillis)));
    }
  }

  /** Lets everything go, and waits until it is decided. */
  void finish() {
    if (threads.isEmpty()) {
      lanes.forEach(Lane::finish);
    } else {
      Failures.forAll(threads, thread -> thread.run(Lane::finish));
      Failures.forAll(threads, LaneThread::await);
    }
  }

  /** Does something with a lane between two events, on its thread; never throws itself. */
  <T> CompletableFuture<T> between(int number, Function<Lane, T> task) {
    if (!threads.isEmpty()) {
      return threads.get(number).between(task);
    }
    try {
      return CompletableFuture.completedFuture(task.apply(first()));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  long liveSuspects() {
    return lanes.stream().mapToLong(Lane::liveSuspects).sum();
  }

  long evictedSuspects() {
    return lanes.stream().mapToLong(Lane::evictedSuspects).sum();
  }

  @Override
  public void close() {
    if (threads.isEmpty()) {
      Failures.forAll(lanes, Lane::close);
    } else {
      Failures.forAll(threads, LaneThread::close);
    }
  }
}
