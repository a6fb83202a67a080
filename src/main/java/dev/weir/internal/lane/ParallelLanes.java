package dev.weir.internal.lane;

import dev.weir.event.Event;
import dev.weir.event.Origin;
import dev.weir.internal.read.Reading;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Two lanes or more: the first on the feeding thread, each other on a thread of its own.
 *
 * <pre>
 *   feeding thread (lane 0)                      threads of lanes 1, 2, ...
 *
 *   take -&gt; copy into the filling batch
 *               | full
 *               v
 *           batches in flight ------------------&gt; read the batch (one lane's turn)
 *               | the oldest, when it is read
 *               v
 *           hand over: readings of lane 1, 2, .. -&gt; order and decide them
 *                      readings of lane 0: order and decide them here
 *                      reports: to the listener, here
 * </pre>
 *
 * While the other lanes have enough batches to read, the feeding thread reads the documents of the
 * filling batch itself. Batches are handed over in the order of arrival, whichever thread read
 * them.
 */
final class ParallelLanes extends Lanes {

  /** Unread batches per lane thread from which on the feeding thread reads, too. */
  private static final int ENOUGH_TO_READ = 6;

  /** Batches in flight per lane from which on the feeding thread waits for the oldest. */
  private static final int MAX_IN_FLIGHT = 8;

  private final List<LaneThread> threads = new ArrayList<>();
  private final Deque<CompletableFuture<Batch>> inFlight = new ArrayDeque<>();
  private final Deque<Batch> spare = new ArrayDeque<>();
  private Batch filling;
  private boolean readHere;
  private int turn;

  ParallelLanes(List<Lane> lanes, LaneListener listener) {
    super(lanes, listener);
    this.filling = new Batch(lanes.size());
    for (int i = 1; i < lanes.size(); i++) {
      threads.add(new LaneThread(lanes.get(i), "weir-lane-" + i));
    }
  }

  @Override
  void take(byte[] bytes, int from, int to, long number, String source, long line) {
    if (readHere) {
      Reading reading = own.reader().read(bytes, from, to, number);
      filling.addRead(reading, Report.of(reading, bytes, from, to, source, line));
    } else {
      filling.addUnread(bytes, from, to, new Origin(source, line), number);
    }
    sendIfFull();
  }

  @Override
  public void take(Event fact) {
    if (readHere) {
      filling.addRead(own.reader().read(fact), null);
    } else {
      filling.addUnread(fact);
    }
    sendIfFull();
  }

  private void sendIfFull() {
    if (filling.isFull()) {
      send();
    }
  }

  private void send() {
    Batch full = filling;
    inFlight.add(
        readHere
            ? CompletableFuture.completedFuture(full)
            : threads.get(turn).call(lane -> full.read(lane.reader())));
    filling = spare.isEmpty() ? new Batch(lanes.size()) : spare.remove();
    FailureCollector failures = new FailureCollector();
    while (!inFlight.isEmpty()
        && (inFlight.element().isDone() || inFlight.size() > MAX_IN_FLIGHT * lanes.size())) {
      failures.attempt(this::handOver);
    }
    turn = (turn + 1) % threads.size();
    long unread = inFlight.stream().filter(batch -> !batch.isDone()).count();
    readHere = unread >= (long) ENOUGH_TO_READ * threads.size();
    failures.rethrow();
  }

  /** Hands the oldest batch to the lanes and its reports to the listener. */
  private void handOver() {
    Batch batch = inFlight.remove().join();
    FailureCollector failures = new FailureCollector();
    failures.attempt(() -> decide(batch.byLane()));
    failures.attempt(() -> FailureCollector.forAll(batch.reports(), one -> one.to(listener)));
    batch.clear();
    spare.add(batch);
    failures.rethrow();
  }

  private void decide(List<List<Reading>> byLane) {
    FailureCollector failures = new FailureCollector();
    for (int i = 0; i < threads.size(); i++) {
      LaneThread thread = threads.get(i);
      List<Reading> readings = byLane.get(i + 1);
      if (!readings.isEmpty()) {
        failures.attempt(() -> thread.run(lane -> readings.forEach(lane::take)));
      }
    }
    failures.attempt(() -> FailureCollector.forAll(byLane.get(0), own::take));
    failures.rethrow();
  }

  @Override
  public void flush() {
    FailureCollector failures = new FailureCollector();
    if (!filling.isEmpty()) {
      failures.attempt(this::send);
    }
    while (!inFlight.isEmpty()) {
      failures.attempt(this::handOver);
    }
    failures.rethrow();
  }

  @Override
  public void advance(long nowMillis, long timeMillis) {
    onAll(lane -> lane.advance(nowMillis, timeMillis));
  }

  @Override
  public void finish() {
    FailureCollector.runAll(
        () -> onAll(Lane::finish), () -> FailureCollector.forAll(threads, LaneThread::await));
  }

  private void onAll(Consumer<Lane> task) {
    FailureCollector.runAll(
        () -> FailureCollector.forAll(threads, thread -> thread.run(task)), () -> task.accept(own));
  }

  @Override
  public <T> CompletableFuture<T> call(int number, Function<Lane, T> task) {
    return number == 0 ? super.call(0, task) : threads.get(number - 1).call(task);
  }

  @Override
  public void close() {
    FailureCollector.runAll(() -> FailureCollector.forAll(threads, LaneThread::close), own::close);
  }
}
