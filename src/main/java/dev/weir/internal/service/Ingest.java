package dev.weir.internal.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.Detector;
import dev.weir.PushedClock;
import dev.weir.Stats;
import dev.weir.baseline.Baseline;
import dev.weir.internal.service.health.Backoff;
import dev.weir.internal.service.health.Troubles;
import dev.weir.internal.service.monitor.DetectionNotices;
import dev.weir.internal.service.monitor.SampledLog;
import dev.weir.internal.service.source.Chunk;
import dev.weir.internal.service.source.Feed;
import dev.weir.internal.service.source.ItemFault;
import dev.weir.internal.service.store.Commit;
import dev.weir.internal.service.store.Store;
import dev.weir.internal.session.Progress;
import dev.weir.internal.thread.Threads;
import dev.weir.internal.watch.HungException;
import dev.weir.internal.watch.Watchdog;
import dev.weir.ledger.Ledger;
import dev.weir.ledger.LedgerEntry;
import dev.weir.rule.ReloadReceipt;
import dev.weir.rule.RuleSet;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The path from sources through the detector into the store. Sources hand chunks to the detector's
 * thread; a thread of its own commits them. One transaction holds the positions of one or more
 * chunks, the documents that are pending after them and the alerts that they raised. A chunk is
 * durable when its transaction is, so that a service that was killed resumes exactly there.
 *
 * <p>If a rule hangs, the commit thread resumes there, too: with a new detector without that rule.
 */
final class Ingest implements Feed {

  private static final Logger LOG = LoggerFactory.getLogger(Ingest.class);

  private static final String STORE = "store";

  /** Bound on the bytes of documents that are not yet durable. */
  private static final int MAX_IN_FLIGHT_BYTES = 64 << 20;

  /** Approximate memory of a document besides its bytes. */
  private static final int ITEM_OVERHEAD_BYTES = 200;

  private static final long TICK_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** A snapshot of a full baseline takes a second. */
  private static final long BASELINE_NANOS = TimeUnit.MINUTES.toNanos(1);

  /**
   * Collecting the pending documents blocks the sources, so it gets at most a fifth of the time.
   */
  private static final int PAUSE_FACTOR = 4;

  private static final long MAX_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final Detection detection;
  private final Store store;
  private final InstantSource clock;
  private final PushedClock pushedClock;
  private final Troubles troubles;
  private final DetectionNotices detectionNotices;
  private final Runnable onAlerts;
  private final Consumer<Throwable> onFatal;
  private final MeterRegistry meters;
  private final Timer feedTime;
  private final Timer commitTime;
  private final Counter knownAlerts;
  private final Counter retractedAlerts;
  private final SampledLog notices = new SampledLog();
  private final Backoff retries = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10));
  private final Backoff pause = new Backoff(Duration.ofMillis(1), Duration.ofMillis(1));
  private final Semaphore freeBytes = new Semaphore(MAX_IN_FLIGHT_BYTES, true);
  private final Semaphore wakeUps = new Semaphore(0);
  private final LeftOutRules leftOut;
  private final Reloads reloads;
  private final Watchdog watchdog;
  private final Thread committer = Threads.daemon("weir-commit", this::commitUntilClosed);

  /**
   * The detector that takes chunks, and the one that the watchdog watches, which may be opening.
   */
  private volatile DetectorThread running;

  private volatile @Nullable DetectorThread watched;
  private volatile Stats ended = Stats.NONE;
  private volatile List<LedgerEntry> endedLedger = List.of();
  private volatile boolean closed;
  private volatile Consumer<Collection<byte[]>> onPending = documents -> {};
  private String savedBaseline = "";
  private long nextTick = System.nanoTime();
  private long nextBaseline = nextTick + BASELINE_NANOS;

  /** Restores the detector from the store. */
  Ingest(
      Detection detection,
      Store store,
      InstantSource clock,
      Troubles troubles,
      MeterRegistry meters,
      Runnable onAlerts,
      Consumer<Throwable> onFatal)
      throws IOException, HungException, InterruptedException {
    this.detection = detection;
    this.store = store;
    this.clock = clock;
    this.pushedClock = new PushedClock(clock.millis());
    this.troubles = troubles;
    this.detectionNotices = new DetectionNotices(troubles);
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
    this.retractedAlerts =
        Counter.builder("weir.alerts.retracted")
            .description("Early alerts that a late event proved wrong")
            .register(meters);
    this.leftOut = new LeftOutRules(detection.rules(), store, troubles, meters);
    this.reloads = new Reloads(detection.rules(), leftOut);
    this.watchdog =
        new Watchdog(
            detection.decisionTime(),
            () -> watched == null ? List.<Progress>of() : watched.detector().progress(),
            hangs -> {
              DetectorThread stuck = watched;
              if (stuck != null) {
                stuck.hang(hangs);
              }
            });
    this.running = open(false);
  }

  /** A detector that continues from the store, without the rules that hang meanwhile. */
  private DetectorThread open(boolean again)
      throws IOException, HungException, InterruptedException {
    while (true) {
      byte[] snapshot = store.state(Store.BASELINE);
      Baseline baseline =
          snapshot == null ? new Baseline() : Baseline.restore(new String(snapshot, UTF_8));
      DetectorThread next =
          new DetectorThread(
              detector(baseline),
              baseline,
              new SourcePositions(store.positions(), again),
              notices,
              detectionNotices,
              clock);
      watched = next;
      try {
        next.restore(this::push, store.pending());
        return next;
      } catch (HungException e) {
        giveUp(next, e);
      }
    }
  }

  private Detector.Builder detector(Baseline baseline) throws IOException {
    Detector.Builder builder =
        detection.builders().of(leftOut.without(reloads.current()), baseline);
    return detection.early() ? builder.early(store.unconfirmed()) : builder;
  }

  /** Tells a detector the time, before the first event and then once a second. */
  private void push(Detector detector) {
    pushedClock.push(clock.millis(), detector);
  }

  private void giveUp(DetectorThread stuck, HungException hung) throws HungException {
    try {
      leftOut.add(hung.hangs());
    } finally {
      stuck.abandon(new IOException("a rule did not end, and detection was restarted"));
      ended = ended.plus(stuck.detector().stats().withoutLive());
      endedLedger = Ledger.sum(endedLedger, stuck.detector().ledger());
    }
  }

  void start() {
    committer.start();
  }

  /** The counts since the start. */
  Stats stats() {
    return ended.plus(running.detector().stats());
  }

  List<LedgerEntry> ledger() {
    return Ledger.sum(endedLedger, running.detector().ledger());
  }

  /** Changes over to other rules. */
  CompletableFuture<ReloadReceipt> reload(RuleSet rules) {
    return reloads.add(rules, running);
  }

  /** Passes on documents that have become pending, once they are stored. */
  void onPending(Consumer<Collection<byte[]>> receiver) {
    onPending = receiver;
  }

  /** Number of documents that would be read again after a restart. */
  int pendingDocuments() {
    return running.pendingDocuments();
  }

  @Override
  public Map<String, String> positions(String source) {
    return running.positions().of(source);
  }

  @Override
  public CompletableFuture<List<ItemFault>> take(Chunk chunk) throws InterruptedException {
    int permits = permits(chunk);
    freeBytes.acquire(permits);
    CompletableFuture<List<ItemFault>> durable = new CompletableFuture<>();
    var unused = durable.whenComplete((faults, failure) -> freeBytes.release(permits));
    if (closed) {
      fail(durable);
      return durable;
    }
    long start = System.nanoTime();
    try {
      running.take(chunk, durable);
    } catch (RuntimeException | Error e) {
      onFatal.accept(e);
      throw e;
    }
    feedTime.record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
    Counter.builder("weir.source.documents")
        .description("Documents received from a source")
        .tag("source", chunk.source())
        .register(meters)
        .increment(chunk.items().size());
    wakeUps.release();
    return durable;
  }

  private static int permits(Chunk chunk) {
    long bytes =
        chunk.items().stream()
            .mapToLong(item -> ITEM_OVERHEAD_BYTES + item.to() - item.from())
            .sum();
    return (int) Math.min(MAX_IN_FLIGHT_BYTES, bytes);
  }

  private void commitUntilClosed() {
    try {
      boolean more = true;
      while (more) {
        boolean open = awaitWork();
        // after a failed write, nothing that came later may be written
        more = commitOrResume() && open;
      }
      running.abandon(stopping());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (HungException | RuntimeException | Error e) {
      onFatal.accept(e);
    }
  }

  /** Waits for a chunk or the next tick; returns false when closed. */
  private boolean awaitWork() throws InterruptedException {
    boolean open = !closed;
    if (open) {
      var unused = wakeUps.tryAcquire(nextTick - System.nanoTime(), TimeUnit.NANOSECONDS);
    }
    wakeUps.drainPermits();
    return open && !closed;
  }

  private static void fail(CompletableFuture<List<ItemFault>> durable) {
    durable.completeExceptionally(stopping());
  }

  private static IOException stopping() {
    return new IOException("the service is stopping");
  }

  /** Returns false if the service stops before the commit succeeds. */
  private boolean commitOrResume() throws InterruptedException, HungException {
    try {
      return commit();
    } catch (HungException e) {
      giveUp(running, e);
      return !closed && resume();
    }
  }

  /** Continues from the store with a new detector; false if the service stops before. */
  private boolean resume() throws InterruptedException, HungException {
    do {
      try {
        running = open(true);
        reloads.continueWith(running);
        LOG.info("detection goes on from what is stored, without the rules that do not end");
        return true;
      } catch (IOException e) {
        troubles.met(STORE, String.valueOf(e.getMessage()));
      }
    } while (retries.await());
    return false;
  }

  private boolean commit() throws InterruptedException, HungException {
    long now = System.nanoTime();
    Consumer<Detector> tick = null;
    if (nextTick - now <= 0 && !closed) {
      tick = this::push;
      nextTick = now + TICK_NANOS;
      detectionNotices.refresh(stats(), TimeUnit.NANOSECONDS.toMillis(now));
      leftOut.stuckThreads(); // notices when a thread has ended after all
    }
    boolean withBaseline = closed || nextBaseline - now <= 0;
    DetectorThread.Snapshot snapshot = running.snapshot(tick, withBaseline);
    if (!write(snapshot)) {
      return false;
    }
    snapshot.chunks().forEach(chunk -> chunk.durable().complete(chunk.faults()));
    if (!snapshot.commit().alerts().isEmpty()) {
      onAlerts.run();
    }
    pause.await(Duration.ofNanos(Math.min(MAX_PAUSE_NANOS, PAUSE_FACTOR * snapshot.nanos())));
    return true;
  }

  /** Retries until it succeeds; returns false if the service stops before. */
  private boolean write(DetectorThread.Snapshot snapshot) throws InterruptedException {
    Commit commit = snapshot.commit();
    String baseline = snapshot.baseline();
    Map<String, byte[]> states =
        baseline == null || baseline.equals(savedBaseline)
            ? Map.of()
            : Map.of(Store.BASELINE, baseline.getBytes(UTF_8));
    if (commit.isEmpty() && states.isEmpty()) {
      return true;
    }
    do {
      try {
        long start = System.nanoTime();
        knownAlerts.increment(store.write(commit, states));
        onPending.accept(commit.added().values());
        retractedAlerts.increment(commit.retracted().size());
        commitTime.record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
        troubles.over(STORE);
        retries.reset();
        if (baseline != null) {
          savedBaseline = baseline;
          nextBaseline = System.nanoTime() + BASELINE_NANOS;
        }
        return true;
      } catch (IOException e) {
        troubles.met(STORE, String.valueOf(e.getMessage()));
      }
    } while (retries.await());
    return false;
  }

  /**
   * Takes no more chunks and commits those taken, if the store is writable and no rule hangs.
   * Pending documents stay pending for the next start.
   */
  void stop(Duration atMost) throws InterruptedException {
    closed = true;
    wakeUps.release();
    pause.end();
    retries.end();
    committer.join(atMost.toMillis());
    watchdog.close();
    if (committer.isAlive()) {
      LOG.warn("the last commit did not end in time; the next start continues before it");
      running.abandon(stopping());
      committer.interrupt();
    } else if (!running.isAbandoned()) {
      running.close();
    }
  }
}
