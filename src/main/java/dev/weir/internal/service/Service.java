package dev.weir.internal.service;

import dev.weir.Detector;
import dev.weir.internal.delivery.RuleUpdate;
import dev.weir.internal.service.health.Troubles;
import dev.weir.internal.service.sink.Sink;
import dev.weir.internal.service.source.Source;
import dev.weir.internal.service.store.AlertFilter;
import dev.weir.internal.service.store.Store;
import dev.weir.internal.service.store.StoredAlert;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running service: events flow from sources through the detector into the store, and alerts from
 * the store to each sink. After a crash it resumes where it stopped: no alert is lost, and none is
 * stored twice.
 */
public final class Service {

  private static final Logger LOG = LoggerFactory.getLogger(Service.class);

  /** How long stopping waits for the sources, and then for the sinks. */
  private static final int STOP_SECONDS = 10;

  /** How long the id of a delivered alert prevents a duplicate. */
  private static final Duration KEEP_IDS = Duration.ofDays(30);

  /** How long, and how many, alerts that the cap suppressed can be read. */
  private static final Duration KEEP_SUPPRESSED = Duration.ofDays(7);

  private static final long MAX_SUPPRESSED_BYTES = 256 << 20;
  private static final int MAX_SUPPRESSED = 100_000;

  /** A periodic task. */
  @FunctionalInterface
  public interface Task {
    void run() throws IOException;
  }

  private final Store store;
  private final List<Source> sources;
  private final Duration keepDelivered;
  private final InstantSource clock;
  private final List<Task> minutelyTasks = new CopyOnWriteArrayList<>();
  private final List<OutboxDelivery> deliveries = new ArrayList<>();
  private final List<Thread> sourceThreads = new ArrayList<>();
  private final Ingest ingest;
  private final ServiceMeters meters;
  private final Counter suppressedDropped;
  private final ScheduledThreadPoolExecutor housekeeper =
      new ScheduledThreadPoolExecutor(1, task -> daemon(task, "weir-housekeeper"));
  private final AtomicInteger runningSources;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  /** Resumes from the store; nothing runs before {@link #start}. */
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
    this.runningSources = new AtomicInteger(sources.size());
    store.setSinks(sinks.stream().map(Sink::name).collect(Collectors.toSet()));
    for (Sink sink : sinks) {
      deliveries.add(
          new OutboxDelivery(sink, store, troubles, meters, ended::completeExceptionally));
    }
    this.ingest =
        new Ingest(
            detector,
            store,
            clock,
            troubles,
            meters,
            () -> deliveries.forEach(OutboxDelivery::wake),
            ended::completeExceptionally);
    this.suppressedDropped =
        Counter.builder("weir.alerts.suppressed.dropped")
            .description("Suppressed alerts deleted early, whole or in part, as there are too many")
            .register(meters);
    this.meters = new ServiceMeters(ingest, store, sources, sinks, troubles, clock, meters);
  }

  /** The detector, for loading new rules; only the service may feed it. */
  public Detector detector() {
    return ingest.detector();
  }

  /**
   * Runs a task every minute, and once more when the service stops, before the store is closed.
   * Exceptions are logged.
   */
  public void everyMinute(Task task) {
    minutelyTasks.add(task);
  }

  /** Adds an entry to the history of rules; an error is only logged. */
  public void keepRuleUpdate(RuleUpdate update) {
    try {
      store.keepRuleUpdate(update);
    } catch (IOException e) {
      LOG.warn("cannot write the history of rules: {}", e.getMessage());
    }
  }

  /** The history of rules across restarts, newest first. */
  public List<RuleUpdate> ruleUpdates() throws IOException {
    return store.ruleUpdates();
  }

  /** A page of alerts of the store, the newest first. */
  public List<StoredAlert> alerts(AlertFilter filter, long before, int maxAlerts, long maxBytes)
      throws IOException {
    return store.alerts(filter, before, maxAlerts, maxBytes);
  }

  /** Updates all meters; call it before reading them. */
  public void refreshMeters() {
    meters.refresh();
  }

  public void start() {
    deliveries.forEach(OutboxDelivery::start);
    ingest.start();
    for (Source source : sources) {
      Thread thread = daemon(() -> run(source), "weir-source-" + source.name());
      sourceThreads.add(thread);
      thread.start();
    }
    var unused = housekeeper.scheduleWithFixedDelay(this::runMinutelyTasks, 1, 1, TimeUnit.MINUTES);
  }

  /** Waits until all sources have ended by themselves, as standard input does. */
  public void awaitSources() throws IOException, InterruptedException {
    try {
      ended.get();
    } catch (ExecutionException e) {
      Throwable reason = e.getCause();
      if (reason instanceof IOException) {
        throw new IOException(reason.getMessage(), reason);
      }
      throw new IllegalStateException("internal error, a thread has died: " + reason, reason);
    }
  }

  private void run(Source source) {
    try {
      source.run(ingest);
    } catch (IOException e) {
      ended.completeExceptionally(e);
    } catch (RuntimeException | Error e) {
      ended.completeExceptionally(e);
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      if (runningSources.decrementAndGet() == 0) {
        ended.complete(null);
      }
    }
  }

  private void runMinutelyTasks() {
    attempt(this::deleteDelivered);
    minutelyTasks.forEach(Service::attempt);
  }

  private void deleteDelivered() throws IOException {
    long now = clock.millis();
    store.deleteDelivered(now - keepDelivered.toMillis(), now - KEEP_IDS.toMillis());
    int early =
        store.deleteSuppressed(
            now - KEEP_SUPPRESSED.toMillis(), MAX_SUPPRESSED_BYTES, MAX_SUPPRESSED);
    if (early > 0) {
      LOG.warn("too many suppressed alerts: the oldest {} are no longer kept in full", early);
      suppressedDropped.increment(early);
    }
  }

  /** A task that fails must not prevent the others, or its own next run. */
  private static void attempt(Task task) {
    try {
      task.run();
    } catch (IOException | RuntimeException | Error e) {
      LOG.warn("a periodic task failed: {}", e.getMessage());
    }
  }

  /**
   * Stops the sources, commits what they brought, delivers what sinks accept at once, and closes
   * the store, all within about half a minute. Pending documents and undelivered alerts remain for
   * the next start, even if the thread is interrupted.
   */
  public void stop() throws IOException, InterruptedException {
    List<Thread> closing =
        sources.stream()
            .map(source -> daemon(source::close, "weir-close-" + source.name()))
            .toList();
    closing.forEach(Thread::start);
    join(closing);
    join(sourceThreads);
    ingest.stop();
    deliveries.forEach(OutboxDelivery::stop);
    join(deliveries.stream().map(OutboxDelivery::thread).toList());
    housekeeper.shutdownNow();
    if (!housekeeper.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
      LOG.warn("a periodic task did not end in time; the store is closed anyway");
    }
    runMinutelyTasks();
    store.close();
  }

  /** Waits for all threads together, then interrupts those that still run. */
  private static void join(List<Thread> threads) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_SECONDS);
    for (Thread thread : threads) {
      thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
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
