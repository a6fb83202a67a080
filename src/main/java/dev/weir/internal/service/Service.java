package dev.weir.internal.service;

import dev.weir.Detector;
import dev.weir.internal.delivery.RuleUpdate;
import dev.weir.internal.service.health.Troubles;
import dev.weir.internal.service.sink.Sink;
import dev.weir.internal.service.source.Source;
import dev.weir.internal.service.store.Store;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sources, a detector, a store and sinks, put together. What sources bring goes through the
 * detector into the store; alerts go from there to each sink. A service that was killed goes on
 * where it was: no alert is lost, and none is stored twice.
 */
public final class Service {

  private static final Logger LOG = LoggerFactory.getLogger(Service.class);

  /** What a source, and then a sink, has to end what it is at. */
  private static final int SECONDS_TO_END = 10;

  /** So long an alert is known by its id, though its document is forgotten. */
  private static final Duration IDS_KEPT = Duration.ofDays(30);

  private final Store store;
  private final List<Source> sources;
  private final Duration keepDelivered;
  private final InstantSource clock;
  private final List<Runnable> chores = new CopyOnWriteArrayList<>();
  private final List<OutboxDelivery> deliveries = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final Ingest ingest;
  private final ServiceMeters meters;
  private final ScheduledThreadPoolExecutor housekeeper =
      new ScheduledThreadPoolExecutor(1, task -> daemon(task, "weir-housekeeper"));
  private final AtomicInteger running;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile @Nullable Throwable failure;

  /**
   * Goes on from what the store has; nothing moves before {@link #start}.
   *
   * @param detector how the detector works; its listener is the service's
   * @param store what is kept; closing it is the service's
   * @param sources where events come from
   * @param sinks where alerts go
   * @param keepDelivered how long alerts stay in the outbox once all sinks have them
   * @param troubles takes what keeps a part from working
   * @param meters takes what is counted
   * @param clock the time
   * @throws IOException if the store cannot be used
   */
  public Service(
      Detector.Builder detector,
      Store store,
      List<Source> sources,
      List<Sink> sinks,
      Duration keepDelivered,
      Troubles troubles,
      MeterRegistry meters,
      InstantSource clock)
      throws IOException {
    this.store = store;
    this.sources = List.copyOf(sources);
    this.keepDelivered = keepDelivered;
    this.clock = clock;
    this.running = new AtomicInteger(sources.size());
    store.setSinks(sinks.stream().map(Sink::name).collect(Collectors.toSet()));
    for (Sink sink : sinks) {
      deliveries.add(new OutboxDelivery(sink, store, troubles, meters, this::fail));
    }
    this.ingest =
        new Ingest(
            detector,
            store,
            clock,
            troubles,
            meters,
            () -> deliveries.forEach(OutboxDelivery::wake),
            this::fail);
    this.meters = new ServiceMeters(ingest, sources, deliveries, troubles, clock, meters);
  }

  /**
   * The detector, to be given other rules. Only the service feeds it.
   *
   * @return the detector
   */
  public Detector detector() {
    return ingest.detector();
  }

  /**
   * Does something every minute, and once more when the service ends, with the store still open.
   *
   * @param chore what to do; called by a thread of the service. What it throws is logged.
   */
  public void everyMinute(Runnable chore) {
    chores.add(chore);
  }

  /** Stores what became of the rules. A failure to do so is logged. */
  public void keepRuleUpdate(RuleUpdate update) {
    try {
      store.keepRuleUpdate(update);
    } catch (IOException e) {
      LOG.warn("cannot store what became of the rules: {}", e.getMessage());
    }
  }

  /** What became of the rules, the newest first, across restarts. */
  public List<RuleUpdate> ruleUpdates() throws IOException {
    return store.ruleUpdates();
  }

  /** Looks at everything that the meters show: to be called before they are read. */
  public void refreshMeters() {
    meters.refresh();
  }

  /** Begins. */
  public void start() {
    deliveries.forEach(OutboxDelivery::start);
    ingest.start();
    for (Source source : sources) {
      Thread thread = daemon(() -> run(source), "weir-source-" + source.name());
      threads.add(thread);
      thread.start();
    }
    var unused = housekeeper.scheduleWithFixedDelay(this::keepHouse, 1, 1, TimeUnit.MINUTES);
  }

  /**
   * Waits until all sources have ended by themselves, as standard input does.
   *
   * @throws IOException if a source can never bring anything, as when its port is taken
   * @throws IllegalStateException if a thread has died of a fault of Weir's own
   * @throws InterruptedException if the thread is interrupted
   */
  public void awaitSources() throws IOException, InterruptedException {
    ended.await();
    Throwable reason = failure;
    if (reason instanceof IOException) {
      throw new IOException(reason.getMessage(), reason);
    } else if (reason != null) {
      throw new IllegalStateException("a part of the service has died: " + reason, reason);
    }
  }

  /** What cannot be mended by waiting ends the service, so that whoever runs it sees it. */
  private void fail(Throwable reason) {
    failure = reason;
    ended.countDown();
  }

  private void run(Source source) {
    try {
      source.run(ingest);
    } catch (IOException e) {
      fail(e);
    } catch (RuntimeException | Error e) {
      fail(e);
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      if (running.decrementAndGet() == 0) {
        ended.countDown();
      }
    }
  }

  private void keepHouse() {
    attempt(this::forget);
    chores.forEach(Service::attempt);
  }

  private void forget() {
    long now = clock.millis();
    try {
      store.forgetDelivered(now - keepDelivered.toMillis(), now - IDS_KEPT.toMillis());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One that fails must not keep the others from being done, nor the next time. */
  private static void attempt(Runnable chore) {
    try {
      chore.run();
    } catch (RuntimeException | Error e) {
      LOG.warn("cannot keep house: {}", e.getMessage());
    }
  }

  /**
   * Takes no more, writes what was taken, delivers what sinks take at once, and ends, all within
   * half a minute or so. What is still pending or undelivered is there at the next start.
   *
   * @throws IOException if the store cannot be closed
   * @throws InterruptedException if the thread is interrupted; nothing is lost by that either
   */
  public void stop() throws IOException, InterruptedException {
    List<Thread> closing =
        sources.stream()
            .map(source -> daemon(source::close, "weir-close-" + source.name()))
            .toList();
    closing.forEach(Thread::start);
    join(closing);
    join(threads);
    ingest.stop();
    deliveries.forEach(OutboxDelivery::end);
    join(deliveries.stream().map(OutboxDelivery::thread).toList());
    housekeeper.shutdownNow();
    if (!housekeeper.awaitTermination(SECONDS_TO_END, TimeUnit.SECONDS)) {
      LOG.warn("the store is slow to write");
    }
    keepHouse();
    store.close();
  }

  /** Waits for threads to end, for so long in all, and then tells them to. */
  private static void join(List<Thread> threads) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_TO_END);
    for (Thread thread : threads) {
      thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
      if (thread.isAlive()) {
        thread.interrupt();
        thread.join(1000);
      }
    }
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }
}
