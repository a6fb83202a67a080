package dev.weir.internal.delivery;

import dev.weir.internal.service.health.Troubles;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes an instance's receipts to the status topic: each that says something new, and the last one
 * again every minute, so that it shows who is still there. Rules do not wait for them. For one
 * thread.
 */
final class InstanceStatusWriter implements AutoCloseable {

  private static final String PART = "rules status";

  /** How often an instance says that it is still there. */
  static final Duration AGAIN = Duration.ofMinutes(1);

  private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);
  private static final Duration CLOSING = Duration.ofSeconds(5);

  private final RulesTopicSettings settings;
  private final Troubles troubles;
  private final Duration again;
  private @Nullable KafkaProducer<byte[], byte[]> producer;
  private @Nullable InstanceStatus written;
  private long nextNews = System.nanoTime();
  private long next = nextNews;

  /**
   * Connects once there is something to write.
   *
   * @param again after what time an instance says once more what it has said, {@link #AGAIN} if
   *     nothing else is wanted
   */
  InstanceStatusWriter(RulesTopicSettings settings, Troubles troubles, Duration again) {
    this.settings = settings;
    this.troubles = troubles;
    this.again = again;
  }

  /** Writes what an instance says now, if it is time for that. */
  void keep(InstanceStatus receipt) throws InterruptedException {
    boolean news = written == null || !receipt.saysTheSameAs(written);
    if (System.nanoTime() - (news ? nextNews : next) < 0) {
      return;
    }
    try {
      write(receipt.key(), receipt.toJson());
      troubles.over(PART);
      written = receipt;
      next = System.nanoTime() + again.toNanos();
    } catch (IOException e) {
      troubles.met(PART, "cannot tell which rules run here: " + e.getMessage());
      nextNews = System.nanoTime() + AFTER_FAILURE.toNanos();
      next = nextNews;
    }
  }

  /**
   * The instance ends in good order, and has nothing more to say; if that fails, it goes silent.
   */
  void takeBack() throws InterruptedException {
    if (written != null) {
      try {
        write(written.key(), null);
      } catch (IOException e) {
        troubles.met(PART, "cannot tell that this instance has ended: " + e.getMessage());
      }
    }
  }

  private void write(byte[] key, byte @Nullable [] value) throws IOException, InterruptedException {
    try {
      if (producer == null) {
        producer =
            new KafkaProducer<>(
                settings.producerProperties(),
                new ByteArraySerializer(),
                new ByteArraySerializer());
      }
      producer.send(new ProducerRecord<>(settings.statusTopic(), key, value)).get();
    } catch (ExecutionException | KafkaException e) {
      close(); // some errors leave a producer of no further use
      throw TopicReader.trouble(settings, settings.statusTopic(), e);
    }
  }

  @Override
  public void close() {
    if (producer != null) {
      producer.close(CLOSING);
      producer = null;
    }
  }
}
