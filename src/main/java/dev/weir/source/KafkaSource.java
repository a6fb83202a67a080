package dev.weir.source;

import dev.weir.health.Backoff;
import dev.weir.health.Reason;
import dev.weir.health.Troubles;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The records of Kafka topics, whose values are the documents. How far it has come with a partition
 * is kept by the feed, which wins over what the group has committed; that is committed afterwards,
 * for tools that show a group's lag.
 */
public final class KafkaSource implements Source {

  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  private final KafkaSourceSettings settings;
  private final Troubles troubles;
  private final String troubled;
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
    this.troubled = "source " + settings.name();
  }

  @Override
  public String name() {
    return settings.name();
  }

  @Override
  public void run(Feed feed) throws InterruptedException {
    while (!closed.isDone()) {
      try (KafkaConsumer<byte[], byte[]> consumer =
          new KafkaConsumer<>(
              properties(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
        follow(new KafkaFollower(settings, consumer, feed, closed));
      } catch (WakeupException e) {
        // closed
      } catch (UnderWay.NotSaved e) {
        troubles.met(troubled, "what was read could not be saved: " + e.getMessage());
        pause.await(AFTER_FAILURE);
      } catch (KafkaException e) {
        troubles.met(
            troubled, "cannot read from " + settings.bootstrapServers() + ": " + Reason.of(e));
        pause.await(AFTER_FAILURE);
      }
    }
  }

  private void follow(KafkaFollower follower) throws UnderWay.NotSaved, InterruptedException {
    follower.subscribe();
    while (!closed.isDone()) {
      follower.turn();
      lag = follower.lag();
      if (follower.isAssigned()) {
        troubles.over(troubled);
      } else {
        troubles.met(
            troubled,
            "no partition of %s from %s so far: the broker does not answer, the topic is missing, or others of the group have all"
                .formatted(settings.topics(), settings.bootstrapServers()));
      }
    }
  }

  private Map<String, Object> properties() {
    Map<String, Object> all = new HashMap<>();
    all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    all.putAll(settings.properties());
    all.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
    all.put(ConsumerConfig.GROUP_ID_CONFIG, settings.group());
    all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    return all;
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
