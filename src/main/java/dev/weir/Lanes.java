package dev.weir;

import dev.weir.read.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
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

  /** Gives a lane what falls to it; there are several. */
  void take(int number, List<Reading> readings) {
    if (!readings.isEmpty()) {
      threads.get(number).run(lane -> readings.forEach(lane::take));
    }
  }

  void advance(long nowMillis) {
    if (threads.isEmpty()) {
      lanes.forEach(lane -> lane.advance(nowMillis));
    } else {
      forAll(threads, thread -> thread.run(lane -> lane.advance(nowMillis)));
    }
  }

  /** Lets everything go, and waits until it is decided. */
  void finish() {
    if (threads.isEmpty()) {
      lanes.forEach(Lane::finish);
    } else {
      forAll(threads, thread -> thread.run(Lane::finish));
      forAll(threads, LaneThread::await);
    }
  }

  /** Does something with a lane between two events, on its thread. */
  <T> CompletableFuture<T> between(int number, Function<Lane, T> task) {
    return threads.isEmpty()
        ? CompletableFuture.completedFuture(task.apply(lanes.get(number)))
        : threads.get(number).between(task);
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
      forAll(lanes, Lane::close);
    } else {
      forAll(threads, LaneThread::close);
    }
  }

  /** Does it to each though one fails; the first failure comes out, with the others on it. */
  private static <T> void forAll(List<T> all, Consumer<T> action) {
    RuntimeException first = null;
    for (T one : all) {
      try {
        action.accept(one);
      } catch (RuntimeException e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
