package dev.weir.internal.service.source;

import dev.weir.internal.service.health.Backoff;
import dev.weir.internal.service.health.ErrorText;
import dev.weir.internal.service.health.Troubles;
import dev.weir.internal.service.source.InFlightChunks.NotSavedException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.InterruptException;

/**
 * A source that reads the values of Kafka records. The feed's positions win over the group's
 * commits, which follow them for the sake of other members and tools that show the lag.
 */
public final class KafkaSource implements Source {

  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  private final KafkaSourceSettings settings;
  private final Troubles troubles;
  private final Backoff pause = new Backoff(AFTER_FAILURE, AFTER_FAILURE);
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private volatile long lag = -1;

  public KafkaSource(KafkaSourceSettings settings, Troubles troubles) {
    this.settings = settings;
    this.troubles = troubles;
  }

  @Override
  public String name() {
    return settings.name();
  }

  @Override
  public String place() {
    return "topics %s at %s"
        .formatted(String.join(", ", settings.topics()), settings.bootstrapServers());
  }

  @Override
  public void run(Feed feed) throws IOException, InterruptedException {
    while (!closed.isDone()) {
      try {
        follow(feed);
      } catch (ConfigException e) {
        throw new IOException(settings.part() + ": " + ErrorText.of(e), e);
      } catch (NotSavedException e) {
        pauseAfter(String.valueOf(e.getMessage()));
      } catch (InterruptException e) {
        Thread.interrupted(); // set by Kafka
        throw (InterruptedException) new InterruptedException(ErrorText.of(e)).initCause(e);
      } catch (KafkaException e) {
        // some of Kafka's exceptions only say that something failed
        String reason = ErrorText.of(ErrorText.root(e));
        pauseAfter("cannot read from %s: %s".formatted(settings.bootstrapServers(), reason));
      }
    }
  }

  private void follow(Feed feed) throws NotSavedException, InterruptedException {
    try (KafkaFollower follower = new KafkaFollower(settings, feed, troubles, closed)) {
      follower.subscribe();
      while (!closed.isDone()) {
        follower.poll();
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
