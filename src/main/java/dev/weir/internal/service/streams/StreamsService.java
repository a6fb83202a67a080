package dev.weir.internal.service.streams;

import dev.weir.internal.service.health.Backoff;
import dev.weir.internal.service.health.ErrorText;
import dev.weir.internal.service.health.Troubles;
import dev.weir.internal.service.monitor.DetectionNotices;
import dev.weir.internal.thread.Periodic;
import dev.weir.internal.thread.Threads;
import dev.weir.internal.watch.Hang;
import dev.weir.internal.watch.HungException;
import dev.weir.internal.watch.Watchdog;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An instance of Weir on Kafka Streams. It runs some of the lanes, and more when other instances
 * stop. It also checks the brokers and topics regularly, because Kafka Streams does not report
 * them.
 */
public final class StreamsService {

  private static final Logger LOG = LoggerFactory.getLogger(StreamsService.class);

  private static final String TOPICS = "topics";
  private static final String LANES = "lanes";
  private static final Duration CHECK_INTERVAL = Duration.ofSeconds(5);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(12);

  /** A thread that hangs in a rule does not stop anyway. */
  private static final Duration HUNG_STOP_TIMEOUT = Duration.ofSeconds(1);

  private final StreamsSettings settings;
  private final StreamsContext shared;
  private final Troubles troubles;
  private final StreamsMeters meters;
  private final Duration decisionTime;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final Backoff checks = new Backoff(Duration.ofMillis(500), CHECK_INTERVAL);
  private final Thread thread = Threads.daemon("weir-streams", this::run);
  private volatile @Nullable KafkaStreams streams;

  /** Nothing runs before {@link #start}. */
  public StreamsService(
      StreamsSettings settings,
      TaskDetectors detectors,
      Duration decisionTime,
      Troubles troubles,
      MeterRegistry registry) {
    this.settings = settings;
    this.shared =
        new StreamsContext(detectors, new DetectionNotices(troubles), new SizeLimit(registry));
    this.decisionTime = decisionTime;
    this.troubles = troubles;
    this.meters =
        new StreamsMeters(shared, settings.input(), this::state, this::metrics, troubles, registry);
  }

  /** Starts the lanes as soon as the topics exist. */
  public void start() {
    troubles.met(LANES, "not running yet");
    thread.start();
  }

  public State state() {
    KafkaStreams running = streams;
    return running == null ? State.CREATED : running.state();
  }

  private Map<MetricName, ? extends Metric> metrics() {
    KafkaStreams running = streams;
    return running == null ? Map.of() : running.metrics();
  }

  /** Updates all meters; call it before reading them. */
  public void refreshMeters() {
    meters.refresh();
  }

  /** Waits until the instance ends. */
  public void await() throws IOException, HungException, InterruptedException {
    try {
      ended.get();
    } catch (ExecutionException e) {
      Throwable failure = e.getCause() == null ? e : e.getCause();
      if (failure instanceof HungException hung) {
        throw hung;
      }
      String message = RestartPolicy.message(failure);
      if (ErrorText.root(failure) instanceof KafkaException) {
        throw new IOException(message, failure);
      }
      throw new IllegalStateException("internal error: " + message, failure);
    }
  }

  @SuppressWarnings("try") // the watchdog works by itself
  private void run() {
    try (Topics topics = new Topics(settings);
        Watchdog watchdog = new Watchdog(decisionTime, shared.detectors()::progress, this::hang)) {
      while (!check(topics)) {
        if (!checks.await()) {
          return;
        }
      }
      startStreams();
      while (checks.await(CHECK_INTERVAL)) {
        Periodic.attempt(TOPICS, () -> check(topics), this::checked);
        shared
            .current()
            .refresh(shared.detectors().stats(), TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      ended.completeExceptionally(e);
    }
  }

  private void hang(List<Hang> hangs) {
    hangs.forEach(hang -> troubles.met("hanging rules", hang.toString()));
    ended.completeExceptionally(
        new HungException(
            hangs,
            hangs.get(0) + "; this instance ends. Correct or remove the rule, then start it"));
  }

  /** Expected problems are troubles already. */
  private void checked(@Nullable Throwable unexpected) {
    if (unexpected != null) {
      troubles.outcome(TOPICS, unexpected);
    }
  }

  private boolean check(Topics topics) throws InterruptedException {
    try {
      Optional<String> fault = topics.fault();
      if (fault.isPresent()) {
        troubles.met(TOPICS, fault.get());
        return false;
      }
      shared.limit().set(topics.maxValueBytes()); // may be raised while Weir runs
      troubles.over(TOPICS);
      return true;
    } catch (KafkaException e) {
      String format =
          e instanceof RetriableException
              ? "no answer from %s: check that it runs and is reachable (%s)"
              : "cannot list topics at %s: %s";
      troubles.met(TOPICS, format.formatted(settings.bootstrapServers(), ErrorText.of(e)));
    }
    return false;
  }

  private synchronized void startStreams() {
    if (ended.isDone()) {
      return;
    }
    Topology topology =
        LaneTopology.of(settings, shared, Stores.inMemoryKeyValueStore(PendingStore.NAME));
    KafkaStreams starting = new KafkaStreams(topology, settings.streamsProperties());
    starting.setUncaughtExceptionHandler(
        new RestartPolicy(troubles, ended::completeExceptionally, System::nanoTime));
    starting.setGlobalStateRestoreListener(meters);
    starting.setStateListener((now, before) -> stateChanged(now));
    streams = starting;
    starting.start();
  }

  private void stateChanged(State now) {
    switch (now) {
      case RUNNING -> {
        LOG.info("all lanes of this instance are running");
        troubles.over(LANES);
        troubles.over(RestartPolicy.PART);
      }
      case REBALANCING ->
          troubles.met(
              LANES, "lanes are being assigned to instances, and their pending documents restored");
      case ERROR ->
          ended.completeExceptionally(
              new KafkaException(
                  "Kafka Streams has stopped because of an error; see its log lines above"));
      default -> {}
    }
  }

  /**
   * Commits, leaves the lanes to other instances, and ends within 20 s. Nothing is lost if the
   * thread is interrupted.
   */
  public void stop() throws InterruptedException {
    KafkaStreams running;
    synchronized (this) {
      ended.complete(null);
      running = streams;
    }
    checks.end();
    if (running != null
        && !running.close(
            CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP)
                .withTimeout(
                    ended.isCompletedExceptionally() ? HUNG_STOP_TIMEOUT : STOP_TIMEOUT))) {
      LOG.warn("Kafka Streams did not stop in time; other instances resume from its last commit");
    }
    boolean started = thread.getState() != Thread.State.NEW;
    thread.join(HUNG_STOP_TIMEOUT.toMillis());
    if (started) {
      LOG.info("stopped cleanly");
    }
  }
}
