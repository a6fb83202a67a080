package dev.weir.internal.service.source;

import dev.weir.internal.service.health.Backoff;
import dev.weir.internal.service.health.ErrorText;
import dev.weir.internal.service.health.Troubles;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.InterruptException;

/**
 * The records of Kafka topics, whose values are the documents. How far it has come with a partition
 * is kept by the feed, which wins over what the group has committed; that is committed afterwards,
 * for other members of the group and for tools that show its lag.
 */
public final class KafkaSource implements Source {

  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  private final KafkaSourceSettings settings;
  private final Troubles troubles;
  private final Backoff pause = new Backoff(AFTER_FAILURE, AFTER_FAILURE);
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private volatile long lag = -1;

  /**
   * Topics to read; {@link #run} does.
   *
   * @param settings which, and how
   * @param troubles takes what is wrong with the broker
   */
  public KafkaSource(KafkaSourceSettings settings, Troubles troubles) {
    this.settings = settings;
    this.troubles = troubles;
  }

  @Override
  public String name() {
    return settings.name();
  }

  @Override
  public void run(Feed feed) throws IOException, InterruptedException {
    while (!closed.isDone()) {
      try {
        follow(feed);
      } catch (ConfigException e) {
        throw new IOException(settings.part() + ": " + ErrorText.of(e), e);
      } catch (InFlightChunks.NotSaved e) {
        pauseAfter("what was read could not be saved: " + e.getMessage());
      } catch (InterruptException e) {
        Thread.interrupted(); // set by Kafka
        throw (InterruptedException) new InterruptedException(ErrorText.of(e)).initCause(e);
      } catch (KafkaException e) {
        pauseAfter("cannot read from %s: %s".formatted(settings.bootstrapServers(), rootReason(e)));
      }
    }
  }

  private void follow(Feed feed) throws InFlightChunks.NotSaved, InterruptedException {
    try (KafkaFollower follower = new KafkaFollower(settings, feed, troubles, closed)) {
      follower.subscribe();
      while (!closed.isDone()) {
        follower.turn();
        lag = follower.lag();
      }
    }
  }

  private void pauseAfter(String trouble) throws InterruptedException {
    if (!closed.isDone()) {
      troubles.met(settings.part(), trouble);
      pause.await(AFTER_FAILURE);
    }
  }

  /** Some of Kafka's exceptions only say that something failed. */
  private static String rootReason(Throwable failure) {
    return ErrorText.of(ErrorText.root(failure));
  }

  @Override
  public long lag() {
    return lag;
  }

  @Override
  public void close() {
    closed.complete(null);
    pause.end();
  }
}
