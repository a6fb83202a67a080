package dev.weir.internal.lane;

import dev.weir.internal.read.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A detector's lanes: the first on the thread that feeds it, and any others each on a thread of its
 * own, so that as many threads as lanes have work. For one feeding thread.
 */
public final class Lanes implements AutoCloseable {

  private final List<Lane> lanes;

  /** Those of all lanes but the first. */
  private final List<LaneThread> threads = new ArrayList<>();

  public Lanes(int count, Supplier<Lane> lane) {
    this.lanes = Stream.generate(lane).limit(count).toList();
    for (int i = 1; i < count; i++) {
      threads.add(new LaneThread(lanes.get(i), "weir-lane-" + i));
    }
  }

  public int count() {
    return lanes.size();
  }

  /** The lane of the feeding thread. */
  Lane own() {
    return lanes.get(0);
  }

  /**
   * Gives each lane what falls to it.
   *
   * @param byLane for each lane in turn
   */
  void take(List<List<Reading>> byLane) {
    FailureCollector failures = new FailureCollector();
    for (int i = 1; i < byLane.size(); i++) {
      List<Reading> readings = byLane.get(i);
      if (!readings.isEmpty()) {
        LaneThread thread = threads.get(i - 1);
        failures.attempt(() -> thread.run(lane -> readings.forEach(lane::take)));
      }
    }
    failures.attempt(() -> FailureCollector.forAll(byLane.get(0), own()::take));
    failures.rethrow();
  }

  public void advance(long nowMillis) {
    FailureCollector failures = new FailureCollector();
    failures.attempt(
        () ->
            FailureCollector.forAll(
                threads, thread -> thread.run(lane -> lane.advance(nowMillis))));
    failures.attempt(() -> own().advance(nowMillis));
    failures.rethrow();
  }

  /** Lets everything go, and waits until it is decided. */
  public void finish() {
    FailureCollector failures = new FailureCollector();
    failures.attempt(() -> FailureCollector.forAll(threads, thread -> thread.run(Lane::finish)));
    failures.attempt(own()::finish);
    failures.attempt(() -> FailureCollector.forAll(threads, LaneThread::await));
    failures.rethrow();
  }

  /** Does something with a lane between two events, on its thread; never throws itself. */
  public <T> CompletableFuture<T> between(int number, Function<Lane, T> task) {
    if (number > 0) {
      return threads.get(number - 1).between(task);
    }
    try {
      return CompletableFuture.completedFuture(task.apply(own()));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  public long liveSuspects() {
    return lanes.stream().mapToLong(Lane::liveSuspects).sum();
  }

  public long evictedSuspects() {
    return lanes.stream().mapToLong(Lane::evictedSuspects).sum();
  }

  @Override
  public void close() {
    FailureCollector failures = new FailureCollector();
    failures.attempt(() -> FailureCollector.forAll(threads, LaneThread::close));
    failures.attempt(own()::close);
    failures.rethrow();
  }
}
