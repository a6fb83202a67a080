package dev.weir.internal.service;

import dev.weir.Detector;
import dev.weir.DetectorListener;
import dev.weir.PushedClock;
import dev.weir.alert.Alert;
import dev.weir.alert.RollUp;
import dev.weir.event.Event;
import dev.weir.event.Malformed;
import dev.weir.event.Origin;
import dev.weir.internal.service.health.Backoff;
import dev.weir.internal.service.health.Troubles;
import dev.weir.internal.service.monitor.SampledLog;
import dev.weir.internal.service.source.Chunk;
import dev.weir.internal.service.source.Feed;
import dev.weir.internal.service.source.Item;
import dev.weir.internal.service.source.ItemFault;
import dev.weir.internal.service.store.Commit;
import dev.weir.internal.service.store.Store;
import dev.weir.internal.service.store.StoredAlert;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Chunks in, through the detector, into the store. A chunk is safe once what is pending of its
 * events, its positions and the alerts that came of it have been written, all in one transaction,
 * so that a service that was killed goes on where that says. Many chunks may share a commit.
 */
final class Ingest implements Feed {

  private static final String STORE = "store";

  /** What may be under way, in bytes of documents. */
  private static final int ROOM = 64 << 20;

  private static final long TICK_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Asking the detector what is pending may take a fifth of the time, and no more. */
  private static final int IDLE = 4;

  private static final long MOST_IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /** What a document needs beside its bytes, roughly, until it is safe. */
  private static final int ITEM = 200;

  private final Store store;
  private final InstantSource clock;
  private final PushedClock pushed;
  private final Troubles troubles;
  private final Runnable raised;
  private final Consumer<Throwable> fatal;
  private final Detector detector;
  private final MeterRegistry meters;
  private final Timer feedTime;
  private final Timer commitTime;
  private final SampledLog notices = new SampledLog();
  private final Backoff retries = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10));
  private final Backoff idling = new Backoff(Duration.ofMillis(1), Duration.ofMillis(1));
  private final Semaphore room = new Semaphore(ROOM, true);
  private final ReentrantLock feeding = new ReentrantLock();
  private final Condition come = feeding.newCondition();
  private final PendingCommit gathered = new PendingCommit();
  private final Map<String, Map<String, String>> positions;
  private final Thread committer = new Thread(this::commitUntilClosed, "weir-commit");
  private @Nullable Current current;
  private long nextTick = System.nanoTime();
  private boolean closed;

  /**
   * Goes on from what the store has.
   *
   * @param builder how the detector works
   * @param raised called after each commit that brought alerts
   * @param fatal told why nothing can be committed any more
   * @throws IOException if the store cannot be read
   */
  Ingest(
      Detector.Builder builder,
      Store store,
      InstantSource clock,
      Troubles troubles,
      MeterRegistry meters,
      Runnable raised,
      Consumer<Throwable> fatal)
      throws IOException {
    this.store = store;
    this.clock = clock;
    this.pushed = new PushedClock(clock.millis());
    this.troubles = troubles;
    this.raised = raised;
    this.fatal = fatal;
    this.meters = meters;
    this.feedTime =
        Timer.builder("weir.feed").description("Time of a chunk in the detector").register(meters);
    this.commitTime =
        Timer.builder("weir.commit").description("Time of a transaction").register(meters);
    this.positions = store.positions();
    this.detector = builder.listener(new Heard()).build();
    store.pending().forEach(detector::accept);
    detector.flush(); // before there is a chunk that faults would be reported for
  }

  void start() {
    committer.start();
  }

  Detector detector() {
    return detector;
  }

  /** How many documents may still matter. */
  int pending() {
    feeding.lock();
    try {
      return gathered.pending();
    } finally {
      feeding.unlock();
    }
  }

  @Override
  public Map<String, String> positions(String source) {
    feeding.lock();
    try {
      return Map.copyOf(positions.getOrDefault(source, Map.of()));
    } finally {
      feeding.unlock();
    }
  }

  @Override
  public CompletableFuture<List<ItemFault>> take(Chunk chunk) throws InterruptedException {
    int needed = room(chunk);
    room.acquire(needed);
    CompletableFuture<List<ItemFault>> safe = new CompletableFuture<>();
    feeding.lock();
    try {
      if (closed) {
        room.release(needed);
        safe.completeExceptionally(new IOException("the service stops"));
        return safe;
      }
      List<ItemFault> faults = fed(chunk, needed);
      chunk
          .positions()
          .forEach(
              (part, position) -> {
                Map<String, String> parts =
                    positions.computeIfAbsent(chunk.source(), source -> new HashMap<>());
                if (position.isEmpty()) {
                  parts.remove(part);
                } else {
                  parts.put(part, position);
                }
              });
      gathered.add(chunk, new PendingCommit.Taken(safe, faults, needed));
      come.signal();
    } finally {
      feeding.unlock();
    }
    return safe;
  }

  private List<ItemFault> fed(Chunk chunk, int needed) {
    try {
      return feedTime.record(() -> feed(chunk));
    } catch (RuntimeException | Error e) {
      room.release(needed);
      fatal.accept(e);
      throw e;
    }
  }

  /** One permit a byte, though never more than there are. */
  private static int room(Chunk chunk) {
    long bytes = 1;
    for (Item item : chunk.items()) {
      bytes += ITEM + item.to() - item.from();
    }
    return (int) Math.min(ROOM, bytes);
  }

  private List<ItemFault> feed(Chunk chunk) {
    Current now = new Current(chunk, new ArrayList<>());
    current = now;
    for (int i = 0; i < chunk.items().size(); i++) {
      Item item = chunk.items().get(i);
      // the index stands for the line, so that a fault finds its item
      detector.accept(
          item.bytes(), item.from(), item.to() - item.from(), new Origin(chunk.source(), i));
    }
    detector.flush(); // so that all faults are of this chunk
    Counter.builder("weir.source.documents")
        .description("Documents that a source has brought")
        .tag("source", chunk.source())
        .register(meters)
        .increment(chunk.items().size());
    return now.faults;
  }

  private void commitUntilClosed() {
    try {
      boolean more = true;
      while (more) {
        boolean open = awaitSomething();
        // what comes after something that could not be written must not be written either
        more = commit() && open;
      }
      fail(takenSince());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      fatal.accept(e);
      throw e;
    }
  }

  /** Waits for a chunk or the next tick; false once it is closed. */
  private boolean awaitSomething() throws InterruptedException {
    feeding.lockInterruptibly();
    try {
      long left = nextTick - System.nanoTime();
      while (!closed && gathered.isEmpty() && left > 0) {
        left = come.awaitNanos(left);
      }
      if (!closed && nextTick - System.nanoTime() <= 0) {
        detector.advance(pushed.tick(clock.millis()));
        nextTick = System.nanoTime() + TICK_NANOS;
      }
      return !closed;
    } finally {
      feeding.unlock();
    }
  }

  private List<PendingCommit.Taken> takenSince() {
    feeding.lock();
    try {
      return gathered.taken();
    } finally {
      feeding.unlock();
    }
  }

  private void fail(List<PendingCommit.Taken> taken) {
    for (PendingCommit.Taken one : taken) {
      one.safe().completeExceptionally(new IOException("the service stops"));
      room.release(one.room());
    }
  }

  /** Whether it has worked, which it does in the end unless the service stops. */
  private boolean commit() throws InterruptedException {
    Commit commit;
    List<PendingCommit.Taken> taken;
    long asking;
    feeding.lockInterruptibly();
    try {
      long began = System.nanoTime();
      commit = gathered.commit(detector.pending());
      taken = gathered.taken();
      asking = System.nanoTime() - began;
    } finally {
      feeding.unlock();
    }
    if (!commit.isEmpty() && !written(commit)) {
      fail(taken);
      return false;
    }
    for (PendingCommit.Taken one : taken) {
      one.safe().complete(one.faults());
      room.release(one.room());
    }
    if (!commit.alerts().isEmpty()) {
      raised.run();
    }
    idling.await(Duration.ofNanos(Math.min(MOST_IDLE_NANOS, IDLE * asking)));
    return true;
  }

  /** Tries until it has worked, or until the service stops. */
  private boolean written(Commit commit) throws InterruptedException {
    while (true) {
      try {
        long began = System.nanoTime();
        store.write(commit);
        commitTime.record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
        troubles.over(STORE);
        retries.reset();
        return true;
      } catch (IOException e) {
        troubles.met(STORE, String.valueOf(e.getMessage()));
      }
      if (!retries.await()) {
        return false;
      }
    }
  }

  /**
   * Takes no more, and writes what has been taken, if the store can be written. What is pending
   * stays so for the next start.
   */
  void stop() throws InterruptedException {
    feeding.lock();
    try {
      closed = true;
      come.signal();
    } finally {
      feeding.unlock();
    }
    idling.end();
    retries.end();
    committer.join();
    detector.close();
  }

  /** The chunk that is being fed, and the faults of its items. */
  private record Current(Chunk chunk, List<ItemFault> faults) {
    /** Where an item of the chunk comes from. */
    Origin originOf(int index) {
      Item item = chunk.items().get(index);
      return new Origin(item.place(), item.number());
    }
  }

  /** What the detector tells. */
  private final class Heard implements DetectorListener {
    @Override
    public void onAlert(Alert alert) {
      gathered.add(StoredAlert.of(alert.id(), alert.toJson()));
    }

    @Override
    public void onRollUp(RollUp rollUp) {
      gathered.add(StoredAlert.of(rollUp.id(), rollUp.toJson()));
    }

    @Override
    public void onMalformed(Origin origin, Malformed fault, byte[] line) {
      Current now = current;
      if (now == null) {
        notices.malformed(origin, fault);
      } else {
        int index = (int) origin.line();
        String kind = notices.malformed(now.originOf(index), fault);
        now.faults.add(new ItemFault(index, kind, fault.reason()));
      }
    }

    @Override
    public void onIgnored(Origin origin, String reason, byte[] document) {
      Current now = current;
      notices.ignored(now == null ? origin : now.originOf((int) origin.line()), reason);
    }

    @Override
    public void onLate(Event event) {
      notices.late(event);
    }

    @Override
    public void onRuleFault(String rule, Event event, Throwable fault) {
      notices.ruleFault(rule, event, fault);
    }
  }
}
