package dev.weir.internal.delivery;

import dev.weir.RuleFolder;
import dev.weir.RuleTarget;
import dev.weir.RuleTrial;
import dev.weir.internal.service.health.Backoff;
import dev.weir.internal.service.health.ErrorText;
import dev.weir.internal.service.health.Troubles;
import dev.weir.rule.RuleIssue;
import dev.weir.rule.RuleSet;
import dev.weir.rule.RuleSetException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rules that are published to a Kafka topic. The newest version wins; one that is damaged, not
 * signed as it must be, does not compile or cannot take over is refused, and the newest usable
 * version before it runs. The status topic says what this instance runs and what it refuses. Their
 * cases were run before they were published.
 *
 * <p>The topic is read from its beginning whenever it was unreachable, because it may have been
 * created anew.
 */
public final class TopicSource implements RuleSource {

  private static final Logger LOG = LoggerFactory.getLogger(TopicSource.class);

  /** The parts of the service that troubles name. */
  private static final String TOPIC = "rules topic";

  private static final String VERSION = "rules version";

  /** How many sound versions are tried, the newest first. */
  private static final int MAX_TRIED = 8;

  private static final Duration RETRY_INTERVAL = Duration.ofSeconds(1);
  private static final Duration PROBE_INTERVAL = Duration.ofSeconds(5);
  private static final Duration RELOAD_WARNING = Duration.ofSeconds(30);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(20);
  private static final RuleTrial.Outcome NO_TRIAL = new RuleTrial.Outcome(0, List.of());

  record Running(RuleSet rules, long offset, Instant since) {}

  /** Changes over to rules; fails if they cannot take over. */
  private interface Reload extends Function<RuleSet, CompletableFuture<?>> {}

  private final RulesTopicSettings settings;
  private final String application;
  private final String instance;
  private final Troubles troubles;
  private final InstantSource clock;
  private final InstanceStatusWriter statusWriter;
  private final RulesVersions versions;
  private final Backoff pause = new Backoff(RETRY_INTERVAL, RETRY_INTERVAL);
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private volatile @Nullable Running running;
  private String refused = "";
  private @Nullable Thread thread;

  private TopicSource(
      RulesTopicSettings settings,
      String application,
      String instance,
      Troubles troubles,
      InstantSource clock) {
    this.settings = settings;
    this.application = application;
    this.instance = instance;
    this.troubles = troubles;
    this.clock = clock;
    this.versions = new RulesVersions(settings);
    this.statusWriter =
        new InstanceStatusWriter(settings, troubles, InstanceStatusWriter.HEARTBEAT);
  }

  /**
   * Reads the newest rules. Waits for the brokers, for a topic that does not exist yet, and for the
   * first usable version.
   */
  public static TopicSource start(
      RulesTopicSettings settings,
      String application,
      String instance,
      Duration patience,
      Troubles troubles,
      InstantSource clock)
      throws IOException, InterruptedException {
    settings.warning().ifPresent(LOG::warn);
    TopicSource source = new TopicSource(settings, application, instance, troubles, clock);
    long end = System.nanoTime() + patience.toNanos();
    String fault = source.readFirst();
    while (!fault.isEmpty()) {
      if (System.nanoTime() - end > 0) {
        throw new IOException("cannot start without rules: " + fault);
      }
      troubles.met(TOPIC, fault);
      source.pause.await();
      fault = source.readFirst();
    }
    troubles.over(TOPIC);
    return source;
  }

  /** Why there are no rules to start with; empty if there are. */
  private String readFirst() throws InterruptedException {
    try {
      List<ConsumerRecord<byte[], byte[]>> all = TopicReader.all(settings, settings.topic());
      takeNewest(all, rules -> CompletableFuture.completedFuture(null));
      if (running != null) {
        return "";
      }
      return all.isEmpty()
          ? "topic %s is empty; publish rules with weir rules publish".formatted(settings.topic())
          : "topic %s has no usable version; %s".formatted(settings.topic(), refused);
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Override
  public RuleSet first() {
    return running().rules;
  }

  /** What runs now. */
  Running running() {
    Running now = running;
    if (now == null) {
      throw new IllegalStateException("not started");
    }
    return now;
  }

  /** Follows the topic on a thread of its own, which also writes the status. */
  @Override
  public void follow(RuleTarget target, RuleFolder.Listener listener) {
    Thread follower =
        new Thread(() -> run(rules -> reload(rules, target, listener)), "weir-rules-topic");
    follower.setDaemon(true);
    thread = follower;
    follower.start();
  }

  private static CompletableFuture<?> reload(
      RuleSet rules, RuleTarget target, RuleFolder.Listener listener) {
    long began = System.nanoTime();
    return target
        .reload(rules)
        .thenAccept(
            receipt ->
                listener.reloaded(receipt, NO_TRIAL, Duration.ofNanos(System.nanoTime() - began)));
  }

  private void run(Reload reload) {
    try (statusWriter) {
      while (!closed.isDone()) {
        try (TopicReader reader = new TopicReader(settings, settings.topic())) {
          takeNewest(reader.toEnd(), reload);
          poll(reader, reload);
        } catch (IOException | RuntimeException e) {
          troubles.met(TOPIC, ErrorText.of(e) + "; the current rules stay active");
          pause.await();
        }
      }
      statusWriter.remove();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void poll(TopicReader reader, Reload reload) throws IOException, InterruptedException {
    long nextProbe = System.nanoTime();
    while (!closed.isDone()) {
      if (System.nanoTime() - nextProbe >= 0) {
        reader.probe();
        troubles.over(TOPIC);
        nextProbe = System.nanoTime() + PROBE_INTERVAL.toNanos();
      }
      Running now = running();
      statusWriter.update(
          new InstanceStatus(
              application,
              instance,
              now.rules.hash(),
              now.offset,
              now.since,
              refused,
              clock.instant()));
      takeNewest(reader.poll(), reload);
    }
  }

  /** Takes the newest usable version, if it differs from what runs. */
  private void takeNewest(List<ConsumerRecord<byte[], byte[]>> records, Reload reload)
      throws InterruptedException {
    if (records.isEmpty()) {
      return;
    }
    List<RulesVersion> all = versions.of(records);
    String newest = "";
    int tried = 0;
    for (int i = all.size() - 1; i >= 0 && tried < MAX_TRIED; i--) {
      RulesVersion version = all.get(i);
      tried += version.rules() == null ? 0 : 1;
      String fault = take(version, reload);
      if (fault.isEmpty()) {
        break;
      } else if (newest.isEmpty()) {
        newest = "the version at offset %d is refused: %s".formatted(version.offset(), fault);
        troubles.met(
            VERSION, running == null ? newest : newest + "; the current rules stay active");
      }
    }
    refused = newest;
    if (refused.isEmpty()) {
      troubles.over(VERSION);
    }
  }

  /** Why a version cannot be used; empty if it runs. */
  private String take(RulesVersion version, Reload reload) throws InterruptedException {
    PublishedRules published = version.rules();
    if (published == null) {
      return version.fault();
    }
    Running before = running;
    if (before != null && before.rules.hash().equals(published.hash())) {
      running = new Running(before.rules, version.offset(), before.since);
      return "";
    }
    try {
      RuleSet rules = published.compile();
      await(reload.apply(rules), version);
      running = new Running(rules, version.offset(), clock.instant());
      LOG.info("now runs rules {}, the version at offset {}", rules.hash(), version.offset());
      return "";
    } catch (RuleSetException e) {
      return summary(e.issues());
    } catch (ExecutionException e) {
      return "the version could not be applied: "
          + ErrorText.of(e.getCause() == null ? e : e.getCause());
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      return ErrorText.of(e);
    }
  }

  /** Waits until rules have taken over everywhere, or this source is closed. */
  private void await(CompletableFuture<?> reloaded, RulesVersion version)
      throws InterruptedException, ExecutionException {
    CompletableFuture<?> done = CompletableFuture.anyOf(reloaded, closed);
    while (!done.isDone()) {
      try {
        done.get(RELOAD_WARNING.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        troubles.met(
            VERSION,
            "the version at offset %d is not in use in all lanes after %d s"
                .formatted(version.offset(), RELOAD_WARNING.toSeconds()));
      }
    }
    done.get();
  }

  private static String summary(List<RuleIssue> issues) {
    RuleIssue first = issues.get(0);
    String place = first.line() > 0 ? first.file() + ":" + first.line() : first.file();
    String more = issues.size() > 1 ? " and %d more".formatted(issues.size() - 1) : "";
    return "%s: %s%s".formatted(place, first.text().replaceAll("\\R", " "), more);
  }

  /** Stops following, and removes this instance from the status topic. */
  @Override
  public void close() {
    closed.complete(null);
    pause.end();
    Thread follower = thread;
    if (follower != null) {
      try {
        follower.join(CLOSE_TIMEOUT.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
