package dev.weir.internal.delivery;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * Where rules are published.
 *
 * @param bootstrapServers {@code host:port}, several with commas between
 * @param topic the topic of the rules, {@value #TOPIC} if nothing else is wanted
 * @param statusTopic the topic of the receipts, {@value #STATUS_TOPIC} if nothing else is wanted
 * @param properties further properties of Kafka's clients, such as those of TLS and SASL; may hold
 *     secrets
 */
public record RulesTopicSettings(
    String bootstrapServers, String topic, String statusTopic, Map<String, String> properties) {

  /** What the topic of the rules is called if nobody says otherwise. */
  public static final String TOPIC = "weir-rules";

  /** What the topic of the receipts is called if nobody says otherwise. */
  public static final String STATUS_TOPIC = "weir-rules-status";

  /**
   * Checks and copies the values.
   *
   * @param bootstrapServers as described above
   * @param topic as described above
   * @param statusTopic as described above
   * @param properties as described above
   * @throws IllegalArgumentException if both topics are the same
   */
  public RulesTopicSettings {
    if (topic.equals(statusTopic)) {
      throw new IllegalArgumentException("rules and receipts need a topic each, not both " + topic);
    }
    properties = Map.copyOf(properties);
  }

  /**
   * The properties of a consumer that is of no group, and reads from the beginning.
   *
   * @param wait how long a broker may wait for more before it answers
   */
  Map<String, Object> consumerProperties(Duration wait) {
    Map<String, Object> all = clientProperties();
    all.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, (int) wait.toMillis());
    all.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    return all;
  }

  /** The properties of a producer, whose own bound is on what is not compressed yet. */
  Map<String, Object> producerProperties() {
    Map<String, Object> all = new HashMap<>();
    all.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 10_000);
    all.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
    all.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000L);
    all.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    all.putAll(clientProperties());
    all.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "gzip"); // the others bring native libraries
    all.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 2 * TopicJson.MAX_BYTES);
    all.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 4L * TopicJson.MAX_BYTES);
    all.put(ProducerConfig.ACKS_CONFIG, "all");
    all.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    return all;
  }

  /** The properties that all clients have. */
  Map<String, Object> clientProperties() {
    Map<String, Object> all = new HashMap<>(properties);
    all.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    return all;
  }

  @Override
  public String toString() {
    return "RulesTopicSettings[" + bootstrapServers + ", " + topic + ", " + statusTopic + "]";
  }
}
