package dev.weir.internal.service;

import dev.weir.Detector;
import dev.weir.DetectorListener;
import dev.weir.PushedClock;
import dev.weir.alert.Alert;
import dev.weir.alert.RollUp;
import dev.weir.event.Event;
import dev.weir.event.Malformed;
import dev.weir.event.Origin;
import dev.weir.event.Suspect;
import dev.weir.internal.service.health.Backoff;
import dev.weir.internal.service.health.Troubles;
import dev.weir.internal.service.monitor.DetectionTroubles;
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
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The path from sources through the detector into the store. Sources feed chunks under a lock; a
 * thread of its own commits them. One transaction holds the positions of one or more chunks, the
 * documents that are pending after them and the alerts that they raised. A chunk is durable when
 * its transaction is, so that a service that was killed resumes exactly there.
 */
final class Ingest implements Feed {

  private static final String STORE = "store";

  /** Bound on the bytes of documents that are not yet durable. */
  private static final int MAX_IN_FLIGHT_BYTES = 64 << 20;

  /** Approximate memory of a document besides its bytes. */
  private static final int ITEM_OVERHEAD_BYTES = 200;

  /** Of more suppressed alerts, only id, rule and host are stored, so that a flood costs little. */
  private static final long MAX_SUPPRESSED_BYTES_PER_TICK = 1 << 20;

  private static final long TICK_NANOS = TimeUnit.SECONDS.toNanos(1);

  /**
   * Collecting the pending documents blocks the sources, so it gets at most a fifth of the time.
   */
  private static final int PAUSE_FACTOR = 4;

  private static final long MAX_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final Store store;
  private final InstantSource clock;
  private final PushedClock pushedClock;
  private final Troubles troubles;
  private final DetectionTroubles detectionTroubles;
  private final Runnable onAlerts;
  private final Consumer<Throwable> onFatal;
  private final Detector detector;
  private final MeterRegistry meters;
  private final Timer feedTime;
  private final Timer commitTime;
  private final Counter knownAlerts;
  private final AtomicLong suppressedBytes = new AtomicLong(MAX_SUPPRESSED_BYTES_PER_TICK);
  private final SampledLog notices = new SampledLog();
  private final Backoff retries = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10));
  private final Backoff pause = new Backoff(Duration.ofMillis(1), Duration.ofMillis(1));
  private final Semaphore freeBytes = new Semaphore(MAX_IN_FLIGHT_BYTES, true);
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition wakeUp = lock.newCondition();
  private final SourcePositions positions;
  private final PendingCommit next = new PendingCommit();
  private final Thread committer = new Thread(this::commitUntilClosed, "weir-commit");
  private @Nullable Current current;
  private long nextTick = System.nanoTime();
  private boolean closed;

  /** Restores the detector from the store. */
  Ingest(
      Detector.Builder builder,
      Store store,
      InstantSource clock,
      Troubles troubles,
      MeterRegistry meters,
      Runnable onAlerts,
      Consumer<Throwable> onFatal)
      throws IOException {
    this.store = store;
    this.clock = clock;
    this.pushedClock = new PushedClock(clock.millis());
    this.troubles = troubles;
    this.detectionTroubles = new DetectionTroubles(troubles);
    this.onAlerts = onAlerts;
    this.onFatal = onFatal;
    this.meters = meters;
    this.feedTime =
        Timer.builder("weir.feed")
            .description("Time to process a chunk in the detector")
            .register(meters);
    this.commitTime =
        Timer.builder("weir.commit").description("Time to write a transaction").register(meters);
    this.knownAlerts =
        Counter.builder("weir.alerts.known")
            .description("Alerts raised again whose id was already stored")
            .register(meters);
    this.positions = new SourcePositions(store.positions());
    this.detector = builder.listener(new Listener()).build();
    pushedClock.push(clock.millis(), detector); // before the first event, to know what is ahead
    store.pending().forEach(detector::accept);
    detector.flush(); // before there is a chunk that faults would be reported for
  }

  void start() {
    committer.start();
  }

  Detector detector() {
    return detector;
  }

  /** Number of documents that would be read again after a restart. */
  int pendingDocuments() {
    return locked(next::pendingDocuments);
  }

  @Override
  public Map<String, String> positions(String source) {
    return locked(() -> positions.of(source));
  }

  private <T> T locked(Supplier<T> read) {
    lock.lock();
    try {
      return read.get();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public CompletableFuture<List<ItemFault>> take(Chunk chunk) throws InterruptedException {
    int permits = permits(chunk);
    freeBytes.acquire(permits);
    CompletableFuture<List<ItemFault>> durable = new CompletableFuture<>();
    var unused = durable.whenComplete((faults, failure) -> freeBytes.release(permits));
    lock.lock();
    try {
      if (closed) {
        fail(durable);
      } else {
        List<ItemFault> faults = feedTime.record(() -> feed(chunk));
        positions.update(chunk.source(), chunk.positions());
        next.add(new PendingCommit.AwaitedChunk(durable, faults));
        wakeUp.signal();
      }
      return durable;
    } catch (RuntimeException | Error e) {
      durable.completeExceptionally(e);
      onFatal.accept(e);
      throw e;
    } finally {
      lock.unlock();
    }
  }

  private static int permits(Chunk chunk) {
    long bytes =
        chunk.items().stream()
            .mapToLong(item -> ITEM_OVERHEAD_BYTES + item.to() - item.from())
            .sum();
    return (int) Math.min(MAX_IN_FLIGHT_BYTES, bytes);
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
        .description("Documents received from a source")
        .tag("source", chunk.source())
        .register(meters)
        .increment(chunk.items().size());
    return now.faults;
  }

  private void commitUntilClosed() {
    try {
      boolean more = true;
      while (more) {
        boolean open = awaitWork();
        // after a failed write, nothing that came later may be written
        more = commit() && open;
      }
      locked(next::takeChunks).forEach(chunk -> fail(chunk.durable()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      onFatal.accept(e);
      throw e;
    }
  }

  /** Waits for a chunk or the next tick; returns false when closed. */
  private boolean awaitWork() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = nextTick - System.nanoTime();
      while (!closed && next.isEmpty() && left > 0) {
        left = wakeUp.awaitNanos(left);
      }
      if (!closed && nextTick - System.nanoTime() <= 0) {
        pushedClock.push(clock.millis(), detector);
        detectionTroubles.refresh(
            detector.stats(), TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
        nextTick = System.nanoTime() + TICK_NANOS;
        suppressedBytes.set(MAX_SUPPRESSED_BYTES_PER_TICK);
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  private static void fail(CompletableFuture<List<ItemFault>> durable) {
    durable.completeExceptionally(new IOException("the service is stopping"));
  }

  /** Returns false if the service stops before the commit succeeds. */
  private boolean commit() throws InterruptedException {
    Commit commit;
    List<PendingCommit.AwaitedChunk> chunks;
    long lockedNanos;
    lock.lockInterruptibly();
    try {
      long start = System.nanoTime();
      commit = next.take(detector.pending(), positions.takeChanges());
      chunks = next.takeChunks();
      lockedNanos = System.nanoTime() - start;
    } finally {
      lock.unlock();
    }
    if (!commit.isEmpty() && !write(commit)) {
      chunks.forEach(chunk -> fail(chunk.durable()));
      return false;
    }
    chunks.forEach(chunk -> chunk.durable().complete(chunk.faults()));
    if (!commit.alerts().isEmpty()) {
      onAlerts.run();
    }
    pause.await(Duration.ofNanos(Math.min(MAX_PAUSE_NANOS, PAUSE_FACTOR * lockedNanos)));
    return true;
  }

  /** Retries until it succeeds; returns false if the service stops before. */
  private boolean write(Commit commit) throws InterruptedException {
    do {
      try {
        long start = System.nanoTime();
        knownAlerts.increment(store.write(commit));
        commitTime.record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
        troubles.over(STORE);
        retries.reset();
        return true;
      } catch (IOException e) {
        troubles.met(STORE, String.valueOf(e.getMessage()));
      }
    } while (retries.await());
    return false;
  }

  /**
   * Takes no more chunks and commits those taken, if the store is writable. Pending documents stay
   * pending for the next start.
   */
  void stop() throws InterruptedException {
    lock.lock();
    try {
      closed = true;
      wakeUp.signal();
    } finally {
      lock.unlock();
    }
    pause.end();
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

  private final class Listener implements DetectorListener {
    @Override
    public void onAlert(Alert alert) {
      keep(alert, false, alert.toJson());
    }

    @Override
    public void onSuppressed(Alert alert) {
      notices.suppressed(alert);
      byte[] document = suppressedBytes.get() > 0 ? alert.toJson() : new byte[0];
      suppressedBytes.addAndGet(-document.length);
      keep(alert, true, document);
    }

    private void keep(Alert alert, boolean suppressed, byte[] document) {
      String host = alert.sequence().get(0).getHostId();
      next.add(
          StoredAlert.of(
              alert.id(), alert.rule().name(), host == null ? "" : host, suppressed, document));
    }

    @Override
    public void onRollUp(RollUp rollUp) {
      next.add(StoredAlert.of(rollUp.id(), rollUp.rule().name(), "", false, rollUp.toJson()));
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
    public void onHostFault(String host, String fault) {
      notices.hostFault(host, fault);
    }

    @Override
    public void onRuleFault(String rule, Event event, Throwable fault) {
      notices.ruleFault(rule, event, fault);
    }

    @Override
    public void onEvicted(Suspect suspect) {
      notices.evicted(suspect);
      detectionTroubles.evicted(suspect);
    }
  }
}
