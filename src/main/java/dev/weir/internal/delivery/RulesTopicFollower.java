package dev.weir.internal.delivery;

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
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes by the rules that are published. The newest version counts; one that is damaged, does not
 * compile or cannot take over is refused, and the newest before it that can be used goes on. What
 * it runs and refuses is told on the status topic.
 *
 * <p>The topic is read from its beginning whenever it had been lost, so that it may also be created
 * anew. To be started, followed and closed by one thread.
 */
public final class RulesTopicFollower implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RulesTopicFollower.class);

  private static final String TOPIC = "rules topic";
  private static final String VERSION = "rules version";

  /** How many versions are tried, the newest first. */
  private static final int TRIED = 8;

  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
  private static final Duration PROBES = Duration.ofSeconds(5);
  private static final Duration TAKING = Duration.ofSeconds(30);
  private static final Duration CLOSING = Duration.ofSeconds(20);

  private record Running(RuleSet rules, long offset, Instant since) {}

  private final RulesTopicSettings settings;
  private final String application;
  private final String instance;
  private final Troubles troubles;
  private final InstantSource clock;
  private final InstanceStatusWriter receipts;
  private final Backoff pause = new Backoff(AFTER_FAILURE, AFTER_FAILURE);
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private volatile @Nullable Running running;
  private String refused = "";
  private @Nullable Thread thread;

  private RulesTopicFollower(
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
    this.receipts = new InstanceStatusWriter(settings, troubles, InstanceStatusWriter.AGAIN);
  }

  /**
   * Reads the newest rules. Waits for a topic that is not there yet, for the brokers, and for the
   * first version that can be used.
   *
   * @param settings where they are published
   * @param application what all instances of the application are called on the status topic
   * @param instance what this one is called, best the same when it starts again
   * @param patience how long to wait
   * @param troubles takes what is wrong with the brokers or a version
   * @param clock tells when
   * @return a follower that has {@link #rules}, and follows once it is told to
   * @throws IOException if there are no rules after that time, with why
   * @throws InterruptedException if the thread is interrupted
   */
  public static RulesTopicFollower start(
      RulesTopicSettings settings,
      String application,
      String instance,
      Duration patience,
      Troubles troubles,
      InstantSource clock)
      throws IOException, InterruptedException {
    RulesTopicFollower follower =
        new RulesTopicFollower(settings, application, instance, troubles, clock);
    long end = System.nanoTime() + patience.toNanos();
    String why = follower.begin();
    while (!why.isEmpty()) {
      if (System.nanoTime() - end > 0) {
        throw new IOException("no rules to begin with: " + why);
      }
      troubles.met(TOPIC, why);
      follower.pause.await();
      why = follower.begin();
    }
    troubles.over(TOPIC);
    return follower;
  }

  /** Why there are no rules to begin with, empty if there are. */
  private String begin() throws InterruptedException {
    try {
      List<ConsumerRecord<byte[], byte[]>> all = TopicReader.all(settings, settings.topic());
      look(all, rules -> CompletableFuture.completedFuture(null));
      if (running != null) {
        return "";
      }
      return all.isEmpty()
          ? "topic %s is empty: publish rules with weir rules publish".formatted(settings.topic())
          : "topic %s holds none that can be used; %s".formatted(settings.topic(), refused);
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /**
   * What it runs.
   *
   * @return the rules that have taken over last
   */
  public RuleSet rules() {
    return current().rules;
  }

  /**
   * Follows the topic from now on, on a thread of its own, and writes receipts.
   *
   * @param taker goes by {@link #rules} already, and takes those that follow
   */
  public void follow(RulesTaker taker) {
    Thread follower = new Thread(() -> run(taker), "weir-rules-topic");
    follower.setDaemon(true);
    thread = follower;
    follower.start();
  }

  private void run(RulesTaker taker) {
    try (receipts) {
      while (!closed.isDone()) {
        try (TopicReader reader = new TopicReader(settings, settings.topic())) {
          look(reader.toEnd(), taker);
          goOn(reader, taker);
        } catch (IOException | RuntimeException e) {
          troubles.met(TOPIC, ErrorText.of(e) + "; the rules stay as they are");
          pause.await();
        }
      }
      receipts.takeBack();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void goOn(TopicReader reader, RulesTaker taker) throws IOException, InterruptedException {
    long next = System.nanoTime();
    while (!closed.isDone()) {
      if (System.nanoTime() - next >= 0) {
        reader.probe();
        troubles.over(TOPIC);
        next = System.nanoTime() + PROBES.toNanos();
      }
      Running now = current();
      receipts.keep(
          new InstanceStatus(
              application,
              instance,
              now.rules.hash(),
              now.offset,
              now.since,
              refused,
              clock.instant()));
      look(reader.poll(), taker);
    }
  }

  private Running current() {
    Running now = running;
    if (now == null) {
      throw new IllegalStateException("there are rules once it has started");
    }
    return now;
  }

  /** Takes the newest that can be used, if that is another than what runs. */
  private void look(List<ConsumerRecord<byte[], byte[]>> newer, RulesTaker taker)
      throws InterruptedException {
    if (newer.isEmpty()) {
      return;
    }
    String newest = "";
    for (int i = newer.size() - 1; i >= Math.max(0, newer.size() - TRIED); i--) {
      RulesVersion version = RulesVersion.of(newer.get(i));
      String why = take(version, taker);
      if (why.isEmpty()) {
        break;
      } else if (newest.isEmpty()) {
        newest = "the version at offset %d is refused: %s".formatted(version.offset(), why);
        troubles.met(VERSION, running == null ? newest : newest + "; the rules stay as they are");
      }
    }
    refused = newest;
    if (refused.isEmpty()) {
      troubles.over(VERSION);
    }
  }

  /** Why a version cannot be run, empty if it is. */
  private String take(RulesVersion version, RulesTaker taker) throws InterruptedException {
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
      await(taker.take(rules), version);
      running = new Running(rules, version.offset(), clock.instant());
      LOG.info("runs rules {}, the version at offset {}", rules.hash(), version.offset());
      return "";
    } catch (RuleSetException e) {
      return inShort(e.issues());
    } catch (ExecutionException e) {
      return "it could not take over: " + ErrorText.of(e.getCause() == null ? e : e.getCause());
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      return ErrorText.of(e);
    }
  }

  /** Waits until rules have taken over everywhere, or there is nobody left who needs them. */
  private void await(CompletableFuture<?> taken, RulesVersion version)
      throws InterruptedException, ExecutionException {
    CompletableFuture<?> done = CompletableFuture.anyOf(taken, closed);
    while (!done.isDone()) {
      try {
        done.get(TAKING.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        troubles.met(
            VERSION,
            "the version at offset %d has not taken over everywhere for %d s"
                .formatted(version.offset(), TAKING.toSeconds()));
      }
    }
    done.get();
  }

  private static String inShort(List<RuleIssue> issues) {
    RuleIssue first = issues.get(0);
    String place = first.line() > 0 ? first.file() + ":" + first.line() : first.file();
    String more = issues.size() > 1 ? " and %d more".formatted(issues.size() - 1) : "";
    return "%s: %s%s".formatted(place, first.text().replaceAll("\\R", " "), more);
  }

  /** Ends; the rules stay with who took them, and the receipt is taken back. */
  @Override
  public void close() {
    closed.complete(null);
    pause.end();
    Thread follower = thread;
    if (follower != null) {
      try {
        follower.join(CLOSING.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
