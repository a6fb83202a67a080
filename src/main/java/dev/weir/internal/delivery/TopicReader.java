package dev.weir.internal.delivery;

import dev.weir.internal.service.health.ErrorText;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads a topic that is small enough to be read from its beginning each time. Of no group: every
 * reader reads all of it. For one thread at a time.
 */
final class TopicReader implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration POLL = Duration.ofMillis(200);

  /** How long a broker may keep a request for more; a reader cannot be closed meanwhile. */
  private static final Duration WAIT = Duration.ofMillis(500);

  private static final Duration NO_WAIT = Duration.ofMillis(10);

  private final RulesTopicSettings settings;
  private final String topic;
  private final KafkaConsumer<byte[], byte[]> consumer;

  /**
   * A reader that stands at the beginning.
   *
   * @throws IOException if the topic is not there, or cannot be read
   */
  TopicReader(RulesTopicSettings settings, String topic) throws IOException {
    this(settings, topic, WAIT);
  }

  private TopicReader(RulesTopicSettings settings, String topic, Duration wait) throws IOException {
    this.settings = settings;
    this.topic = topic;
    try {
      this.consumer =
          new KafkaConsumer<>(
              settings.consumerProperties(wait),
              new ByteArrayDeserializer(),
              new ByteArrayDeserializer());
    } catch (KafkaException e) {
      throw trouble(e);
    }
    try {
      List<TopicPartition> partitions =
          probe().stream().map(one -> new TopicPartition(topic, one.partition())).toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /** All of a topic as it is now, a partition's records in order. */
  static List<ConsumerRecord<byte[], byte[]>> all(RulesTopicSettings settings, String topic)
      throws IOException {
    try (TopicReader reader = new TopicReader(settings, topic, NO_WAIT)) {
      return reader.toEnd();
    }
  }

  /** What there is from here to the end as it is now. */
  List<ConsumerRecord<byte[], byte[]>> toEnd() throws IOException {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try {
      Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment(), PATIENCE);
      long patient = System.nanoTime() + PATIENCE.toNanos();
      while (!isAt(ends)) {
        List<ConsumerRecord<byte[], byte[]>> more = poll();
        records.addAll(more);
        if (!more.isEmpty()) {
          patient = System.nanoTime() + PATIENCE.toNanos();
        } else if (System.nanoTime() - patient > 0) {
          throw new TimeoutException("nothing more comes, and this is not the end");
        }
      }
    } catch (KafkaException e) {
      throw trouble(e);
    }
    return records;
  }

  private boolean isAt(Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey(), PATIENCE) >= end.getValue());
  }

  /** What comes within a moment. */
  List<ConsumerRecord<byte[], byte[]>> poll() throws IOException {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try {
      consumer.poll(POLL).forEach(records::add);
    } catch (KafkaException e) {
      throw trouble(e);
    }
    return records;
  }

  /**
   * Asks for the topic: a consumer that has lost its brokers says nothing, and tries again.
   *
   * @return its partitions
   * @throws IOException if it is not there, or nobody answers
   */
  List<PartitionInfo> probe() throws IOException {
    try {
      List<PartitionInfo> partitions = consumer.partitionsFor(topic, PATIENCE);
      if (partitions == null || partitions.isEmpty()) {
        throw new IOException(
            "there is no topic %s at %s: weir rules publish --create-topics creates it, or permit reading it"
                .formatted(topic, settings.bootstrapServers()));
      }
      return partitions;
    } catch (KafkaException e) {
      throw trouble(e);
    }
  }

  private IOException trouble(KafkaException failure) {
    return trouble(settings, topic, failure);
  }

  /** What keeps a topic from being used, and what can be done about it. */
  static IOException trouble(RulesTopicSettings settings, String topic, Throwable failure) {
    Throwable root = ErrorText.root(failure);
    String message =
        root instanceof TimeoutException
            ? "no answer from %s for topic %s: can they be reached, and is it there? (%s)"
                .formatted(settings.bootstrapServers(), topic, ErrorText.of(root))
            : "cannot use topic %s at %s: %s"
                .formatted(topic, settings.bootstrapServers(), ErrorText.of(root));
    return new IOException(message, failure);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
