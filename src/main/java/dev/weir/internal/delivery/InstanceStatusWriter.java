package dev.weir.internal.delivery;

import dev.weir.internal.service.health.Troubles;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * A writer of one instance's status to the status topic: at once when it changes, and again at
 * every heartbeat. A failure never delays the rules. For one thread.
 */
final class InstanceStatusWriter implements AutoCloseable {

  private static final String PART = "rules status";

  /** How often an unchanged status is written again. */
  static final Duration HEARTBEAT = Duration.ofMinutes(1);

  private static final Duration RETRY_INTERVAL = Duration.ofSeconds(5);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final RulesTopicSettings settings;
  private final Troubles troubles;
  private final Duration heartbeat;
  private @Nullable KafkaProducer<byte[], byte[]> producer;
  private @Nullable InstanceStatus written;
  private long nextChange = System.nanoTime();
  private long nextHeartbeat = nextChange;

  /** Connects when there is something to write. */
  InstanceStatusWriter(RulesTopicSettings settings, Troubles troubles, Duration heartbeat) {
    this.settings = settings;
    this.troubles = troubles;
    this.heartbeat = heartbeat;
  }

  /** Writes the status if it has changed or is due. */
  void update(InstanceStatus status) throws InterruptedException {
    boolean changed = written == null || !status.saysTheSameAs(written);
    if (System.nanoTime() - (changed ? nextChange : nextHeartbeat) < 0) {
      return;
    }
    try {
      write(status.key(), status.toJson());
      troubles.over(PART);
      written = status;
      nextHeartbeat = System.nanoTime() + heartbeat.toNanos();
    } catch (IOException e) {
      troubles.met(PART, "cannot publish which rules run here: " + e.getMessage());
      nextChange = System.nanoTime() + RETRY_INTERVAL.toNanos();
      nextHeartbeat = nextChange;
    }
  }

  /** Removes the status, because the instance ends. If that fails, the instance goes silent. */
  void remove() throws InterruptedException {
    if (written != null) {
      try {
        write(written.key(), null);
      } catch (IOException e) {
        troubles.met(PART, "cannot remove the status of this instance: " + e.getMessage());
      }
    }
  }

  private void write(byte[] key, byte @Nullable [] value) throws IOException, InterruptedException {
    try {
      if (producer == null) {
        producer = settings.producer();
      }
      producer.send(new ProducerRecord<>(settings.statusTopic(), key, value)).get();
    } catch (ExecutionException | KafkaException e) {
      close(); // some errors leave a producer unusable
      throw settings.failure(settings.statusTopic(), e);
    }
  }

  @Override
  public void close() {
    if (producer != null) {
      producer.close(CLOSE_TIMEOUT);
      producer = null;
    }
  }
}
