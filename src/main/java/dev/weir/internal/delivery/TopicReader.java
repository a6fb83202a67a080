package dev.weir.internal.delivery;

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

/**
 * A reader of a topic that is small enough to be read from its beginning each time. It has no
 * group, so every reader reads all of it. For one thread at a time.
 */
final class TopicReader implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Duration POLL_TIME = Duration.ofMillis(200);

  /** How long a broker may hold a request to wait for more; a reader cannot close meanwhile. */
  private static final Duration MAX_WAIT = Duration.ofMillis(500);

  private static final Duration SHORT_WAIT = Duration.ofMillis(10);

  private final RulesTopicSettings settings;
  private final String topic;
  private final KafkaConsumer<byte[], byte[]> consumer;

  /** A reader at the beginning; fails if the topic does not exist or cannot be read. */
  TopicReader(RulesTopicSettings settings, String topic) throws IOException {
    this(settings, topic, MAX_WAIT);
  }

  private TopicReader(RulesTopicSettings settings, String topic, Duration maxWait)
      throws IOException {
    this.settings = settings;
    this.topic = topic;
    try {
      this.consumer = settings.consumer(maxWait);
    } catch (KafkaException e) {
      throw settings.failure(topic, e);
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

  /** All records of a topic as it is now, in order within each partition. */
  static List<ConsumerRecord<byte[], byte[]>> all(RulesTopicSettings settings, String topic)
      throws IOException {
    try (TopicReader reader = new TopicReader(settings, topic, SHORT_WAIT)) {
      return reader.toEnd();
    }
  }

  /** All records from here to the current end. */
  List<ConsumerRecord<byte[], byte[]>> toEnd() throws IOException {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try {
      Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment(), TIMEOUT);
      long deadline = System.nanoTime() + TIMEOUT.toNanos();
      while (!isAt(ends)) {
        List<ConsumerRecord<byte[], byte[]>> more = poll();
        records.addAll(more);
        if (!more.isEmpty()) {
          deadline = System.nanoTime() + TIMEOUT.toNanos();
        } else if (System.nanoTime() - deadline > 0) {
          throw new TimeoutException("no more records arrive before the end of the topic");
        }
      }
    } catch (KafkaException e) {
      throw settings.failure(topic, e);
    }
    return records;
  }

  private boolean isAt(Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey(), TIMEOUT) >= end.getValue());
  }

  /** The records that arrive within a moment. */
  List<ConsumerRecord<byte[], byte[]>> poll() throws IOException {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try {
      consumer.poll(POLL_TIME).forEach(records::add);
    } catch (KafkaException e) {
      throw settings.failure(topic, e);
    }
    return records;
  }

  /**
   * The partitions of the topic. Fails if no broker answers, which a consumer would not report: it
   * retries in silence.
   */
  List<PartitionInfo> probe() throws IOException {
    try {
      List<PartitionInfo> partitions = consumer.partitionsFor(topic, TIMEOUT);
      if (partitions == null || partitions.isEmpty()) {
        throw new IOException(
            "topic %s at %s does not exist, or may not be read; create it with weir rules publish --create-topics, or permit reading it"
                .formatted(topic, settings.bootstrapServers()));
      }
      return partitions;
    } catch (KafkaException e) {
      throw settings.failure(topic, e);
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
