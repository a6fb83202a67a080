package dev.weir.internal.service;

import dev.weir.internal.delivery.RuleUpdate;
import dev.weir.internal.service.health.Troubles;
import dev.weir.internal.service.sink.Sink;
import dev.weir.internal.service.source.Source;
import dev.weir.internal.service.store.AlertFilter;
import dev.weir.internal.service.store.Store;
import dev.weir.internal.service.store.StoredAlert;
import dev.weir.internal.thread.Periodic;
import dev.weir.internal.thread.Threads;
import dev.weir.internal.watch.HungException;
import dev.weir.ledger.LedgerEntry;
import dev.weir.rule.ReloadReceipt;
import dev.weir.rule.RuleSet;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running service: events flow from sources through the detector into the store, and alerts from
 * the store to each sink. After a crash it resumes where it stopped: no alert is lost, and none is
 * stored twice.
 */
public final class Service {

  private static final Logger LOG = LoggerFactory.getLogger(Service.class);

  /** How long after its begin a stop waits for the sources, the last commit, and the sinks. */
  private static final Duration SOURCES_STOP = Duration.ofSeconds(7);

  private static final Duration COMMIT_STOP = Duration.ofSeconds(10);
  private static final Duration SINKS_STOP = Duration.ofSeconds(15);

  /** How long the id of a delivered alert prevents a duplicate. */
  private static final Duration KEEP_IDS = Duration.ofDays(30);

  /** How long, and how many, alerts that the cap suppressed can be read. */
  private static final Duration KEEP_SUPPRESSED = Duration.ofDays(7);

  private static final long MAX_SUPPRESSED_BYTES = 256 << 20;
  private static final int MAX_SUPPRESSED = 100_000;

  private final Store store;
  private final List<Source> sources;
  private final Duration keepDelivered;
  private final InstantSource clock;
  private final Troubles troubles;
  private final Map<String, Periodic.Task> minutelyTasks = new ConcurrentSkipListMap<>();
  private final List<OutboxDelivery> deliveries = new ArrayList<>();
  private final List<Thread> sourceThreads = new ArrayList<>();
  private final Ingest ingest;
  private final ServiceMeters meters;
  private final Counter suppressedDropped;
  private @Nullable Periodic housekeeper;
  private volatile boolean started;
  private final AtomicInteger runningSources;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  /** Resumes from the store; nothing runs before {@link #start}. */
  public Service(
      Detection detection,
      Store store,
      List<Source> sources,
      List<Sink> sinks,
      Duration keepDelivered,
      Troubles troubles,
      MeterRegistry meters,
      InstantSource clock)
      throws IOException, HungException, InterruptedException {
    this.store = store;
    this.troubles = troubles;
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
            detection,
            store,
            clock,
            troubles,
            meters,
            this::wakeSinks,
            ended::completeExceptionally);
    this.suppressedDropped =
        Counter.builder("weir.alerts.suppressed.dropped")
            .description("Suppressed alerts deleted early, whole or in part, as there are too many")
            .register(meters);
    this.meters = new ServiceMeters(ingest, store, sources, sinks, troubles, clock, meters);
  }

  /** Changes over to other rules. */
  public CompletableFuture<ReloadReceipt> reload(RuleSet rules) {
    return ingest.reload(rules);
  }

  /** What rules have hit since the start. */
  public List<LedgerEntry> ledger() {
    return ingest.ledger();
  }

  /**
   * Runs a task every minute, and once more when the service stops, before the store is closed. A
   * failure is a trouble under this name.
   */
  public void everyMinute(String name, Periodic.Task task) {
    minutelyTasks.put(name, task);
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

  /** Lets all sinks look for what they are to get. */
  public void wakeSinks() {
    deliveries.forEach(OutboxDelivery::wake);
  }

  /** Updates all meters; call it before reading them. */
  public void refreshMeters() {
    meters.refresh();
  }

  /** Starts everything; if a source cannot be opened, nothing. */
  public void start() throws IOException {
    for (Source source : sources) {
      source.open();
    }
    started = true;
    deliveries.forEach(OutboxDelivery::start);
    ingest.start();
    for (Source source : sources) {
      Thread thread = Threads.daemon("weir-source-" + source.name(), () -> run(source));
      sourceThreads.add(thread);
      thread.start();
    }
    everyMinute("old alerts", this::deleteDelivered);
    housekeeper =
        Periodic.start(
            "weir-housekeeper", Duration.ofMinutes(1), this::runMinutelyTasks, failure -> {});
  }

  /** Waits until all sources have ended by themselves, as standard input does. */
  public void awaitSources() throws IOException, HungException, InterruptedException {
    try {
      ended.get();
    } catch (ExecutionException e) {
      Throwable reason = e.getCause();
      if (reason instanceof IOException) {
        throw new IOException(reason.getMessage(), reason);
      } else if (reason instanceof HungException hung) {
        throw hung;
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

  /** A task that fails must not prevent the others, or its own next run. */
  private void runMinutelyTasks() {
    minutelyTasks.forEach(
        (name, task) ->
            Periodic.attempt(name, task, failure -> troubles.outcome("task " + name, failure)));
  }

  private void deleteDelivered() throws IOException {
    long now = clock.millis();
    store.deleteDelivered(now - keepDelivered.toMillis(), now - KEEP_IDS.toMillis());
    int early =
        store.deleteSuppressed(
            now - KEEP_SUPPRESSED.toMillis(), MAX_SUPPRESSED_BYTES, MAX_SUPPRESSED);
    if (early > 0) {
      LOG.warn(
          "too many suppressed alerts: {} of the hosts with the most are no longer kept in full",
          early);
      suppressedDropped.increment(early);
    }
  }

  /**
   * Stops the sources, commits what they brought, delivers what sinks accept at once, and closes
   * the store, all within 20 s. Pending documents and undelivered alerts remain for the next start,
   * even if the thread is interrupted.
   */
  public void stop() throws IOException, InterruptedException {
    List<Thread> closing =
        sources.stream()
            .map(source -> Threads.daemon("weir-close-" + source.name(), source::close))
            .toList();
    closing.forEach(Thread::start);
    long start = System.nanoTime();
    join(closing, start, SOURCES_STOP);
    join(sourceThreads, start, SOURCES_STOP);
    ingest.stop(left(start, COMMIT_STOP));
    deliveries.forEach(OutboxDelivery::stop);
    join(deliveries.stream().map(OutboxDelivery::thread).toList(), start, SINKS_STOP);
    if (housekeeper != null && !housekeeper.close(left(start, SINKS_STOP))) {
      LOG.warn("a periodic task did not end in time; the store is closed anyway");
    }
    runMinutelyTasks();
    if (started) {
      for (OutboxDelivery delivery : deliveries) {
        delivery.logWaiting();
      }
      LOG.info("stopped cleanly");
    }
    store.close();
  }

  /** Waits for all threads together, then interrupts those that still run. */
  private static void join(List<Thread> threads, long start, Duration until)
      throws InterruptedException {
    for (Thread thread : threads) {
      thread.join(left(start, until).toMillis());
      if (thread.isAlive()) {
        LOG.warn("{} did not end in time", thread.getName());
        thread.interrupt();
      }
    }
    for (Thread thread : threads) {
      thread.join(left(start, until.plusSeconds(1)).toMillis());
    }
  }

  /** What is left of a time after a start, at least a moment. */
  private static Duration left(long start, Duration until) {
    Duration left = until.minusNanos(System.nanoTime() - start);
    return left.toMillis() < 1 ? Duration.ofMillis(1) : left;
  }
}
