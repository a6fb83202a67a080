package dev.weir.internal.service.streams;

import dev.weir.internal.service.health.Backoff;
import dev.weir.internal.service.health.ErrorText;
import dev.weir.internal.service.health.Troubles;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An instance of Weir on Kafka Streams: it has some of the lanes, more of them when others go, and
 * looks now and then whether the brokers and the topics are there, of which Kafka Streams says
 * nothing.
 */
public final class StreamsService {

  private static final Logger LOG = LoggerFactory.getLogger(StreamsService.class);

  private static final String TOPICS = "topics";
  private static final String LANES = "lanes";
  private static final Duration LOOKS = Duration.ofSeconds(5);
  private static final Duration CLOSING = Duration.ofSeconds(20);

  private final StreamsSettings settings;
  private final StreamsContext shared;
  private final Troubles troubles;
  private final StreamsMeters meters;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final Backoff looks = new Backoff(Duration.ofMillis(500), LOOKS);
  private final Thread thread = new Thread(this::run, "weir-streams");
  private volatile @Nullable KafkaStreams streams;

  /**
   * An instance; nothing moves before {@link #start}.
   *
   * @param settings how it runs
   * @param rules the rules it goes by
   * @param troubles takes what keeps it from working
   * @param registry takes its meters
   */
  public StreamsService(
      StreamsSettings settings, TaskDetectors rules, Troubles troubles, MeterRegistry registry) {
    this.settings = settings;
    this.shared = new StreamsContext(rules, new SizeLimit(registry));
    this.troubles = troubles;
    this.meters =
        new StreamsMeters(shared, settings.input(), this::state, this::metrics, troubles, registry);
    thread.setDaemon(true);
  }

  /** Begins: with its lanes as soon as the topics are there. */
  public void start() {
    troubles.met(LANES, "not running yet");
    thread.start();
  }

  /**
   * What Kafka Streams is at.
   *
   * @return its state
   */
  public State state() {
    KafkaStreams running = streams;
    return running == null ? State.CREATED : running.state();
  }

  private Map<MetricName, ? extends Metric> metrics() {
    KafkaStreams running = streams;
    return running == null ? Map.of() : running.metrics();
  }

  /** Looks at everything that the meters show: to be called before they are read. */
  public void refreshMeters() {
    meters.refresh();
  }

  /**
   * Waits until it has ended.
   *
   * @throws IOException if it cannot go on for a reason of Kafka's
   * @throws InterruptedException if the thread is interrupted
   * @throws IllegalStateException if it cannot go on because of a fault of Weir's own
   */
  public void await() throws IOException, InterruptedException {
    try {
      ended.get();
    } catch (ExecutionException e) {
      Throwable failure = e.getCause() == null ? e : e.getCause();
      String message = RestartPolicy.message(failure);
      if (isOfKafka(failure)) {
        throw new IOException(message, failure);
      }
      throw new IllegalStateException("a fault of Weir's own: " + message, failure);
    }
  }

  private static boolean isOfKafka(Throwable failure) {
    return ErrorText.root(failure) instanceof KafkaException;
  }

  private void run() {
    try (Topics topics = new Topics(settings)) {
      while (!areThere(topics)) {
        if (!looks.await()) {
          return;
        }
      }
      begin();
      while (looks.await(LOOKS)) {
        areThere(topics);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      ended.completeExceptionally(e);
    }
  }

  private boolean areThere(Topics topics) throws InterruptedException {
    try {
      Optional<String> fault = topics.fault();
      if (fault.isPresent()) {
        troubles.met(TOPICS, fault.get());
        return false;
      }
      shared.limit().set(topics.mostBytes()); // which may be raised while this runs
      troubles.over(TOPICS);
      return true;
    } catch (RetriableException e) {
      troubles.met(
          TOPICS,
          "no answer from %s: is it up, and can it be reached? (%s)"
              .formatted(settings.bootstrapServers(), ErrorText.of(e)));
    } catch (KafkaException e) {
      troubles.met(
          TOPICS,
          "cannot see them at %s: %s".formatted(settings.bootstrapServers(), ErrorText.of(e)));
    }
    return false;
  }

  private synchronized void begin() {
    if (ended.isDone()) {
      return;
    }
    KafkaStreams starting =
        new KafkaStreams(LaneTopology.of(settings, shared), settings.streamsProperties());
    starting.setUncaughtExceptionHandler(
        new RestartPolicy(troubles, ended::completeExceptionally, System::nanoTime));
    starting.setGlobalStateRestoreListener(meters);
    starting.setStateListener((now, before) -> changed(now));
    streams = starting;
    starting.start();
  }

  private void changed(State now) {
    switch (now) {
      case RUNNING -> {
        LOG.info("has its lanes, and runs");
        troubles.over(LANES);
        troubles.over(RestartPolicy.PART);
      }
      case REBALANCING ->
          troubles.met(LANES, "lanes are being shared out, and what was pending in them restored");
      case ERROR ->
          ended.completeExceptionally(new KafkaException("Kafka Streams has ended by itself"));
      default -> {}
    }
  }

  /**
   * Commits what has been done, leaves the lanes to others, and ends, within half a minute or so.
   *
   * @throws InterruptedException if the thread is interrupted; nothing is lost by that either
   */
  public void stop() throws InterruptedException {
    KafkaStreams running;
    synchronized (this) {
      ended.complete(null);
      running = streams;
    }
    looks.end();
    if (running != null
        && !running.close(
            CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP)
                .withTimeout(CLOSING))) {
      LOG.warn("Kafka Streams is slow to end: others go on from its last commit");
    }
    thread.join(CLOSING.toMillis());
  }
}
