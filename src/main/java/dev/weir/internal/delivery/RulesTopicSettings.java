package dev.weir.internal.delivery;

import dev.weir.internal.service.health.ErrorText;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Where rules are published.
 *
 * @param bootstrapServers {@code host:port}, separated by commas
 * @param topic the topic of the rules
 * @param statusTopic the topic of the instances' statuses
 * @param properties further properties of Kafka's clients, such as for TLS and SASL; may hold
 *     secrets
 * @param publicKeys the keys of those who may publish rules; if empty, anybody who can write may
 */
public record RulesTopicSettings(
    String bootstrapServers,
    String topic,
    String statusTopic,
    Map<String, String> properties,
    List<PublisherKey> publicKeys) {

  /** The default of {@code topic}. */
  public static final String TOPIC = "weir-rules";

  /** The default of {@code statusTopic}. */
  public static final String STATUS_TOPIC = "weir-rules-status";

  public RulesTopicSettings {
    if (topic.equals(statusTopic)) {
      throw new IllegalArgumentException(
          "rules and status need separate topics; both are " + topic);
    }
    properties = Map.copyOf(properties);
    publicKeys = List.copyOf(publicKeys);
  }

  /** A consumer without a group, which reads from the beginning. */
  KafkaConsumer<byte[], byte[]> consumer(Duration maxWait) {
    Map<String, Object> all = clientProperties();
    all.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, (int) maxWait.toMillis());
    all.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    return new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** A producer. Its size limit is for records before they are compressed. */
  KafkaProducer<byte[], byte[]> producer() {
    Map<String, Object> all = new HashMap<>();
    all.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 10_000);
    all.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
    all.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000L);
    all.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    all.putAll(clientProperties());
    all.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "gzip"); // the others need native libraries
    all.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 2 * TopicJson.MAX_BYTES);
    all.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 4L * TopicJson.MAX_BYTES);
    all.put(ProducerConfig.ACKS_CONFIG, "all");
    all.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** The properties that all clients have. */
  Map<String, Object> clientProperties() {
    Map<String, Object> all = new HashMap<>(properties);
    all.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    return all;
  }

  /** Explains why one of the topics cannot be used, and what to check. */
  IOException failure(String topic, Throwable cause) {
    Throwable root = ErrorText.root(cause);
    String message =
        root instanceof TimeoutException
            ? "no answer from %s for topic %s (%s); check that the brokers can be reached and the topic exists"
            : "cannot use topic %2$s at %1$s: %3$s";
    return new IOException(message.formatted(bootstrapServers, topic, ErrorText.of(root)), cause);
  }

  /** What an operator should know before using these settings. */
  public Optional<String> warning() {
    return publicKeys.isEmpty()
        ? Optional.of(
            "`rules-topic.public-keys` is not set, so anybody who can write to topic %s runs code here"
                .formatted(topic))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return "RulesTopicSettings[" + bootstrapServers + ", " + topic + ", " + statusTopic + "]";
  }
}
