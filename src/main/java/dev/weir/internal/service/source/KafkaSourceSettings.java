package dev.weir.internal.service.source;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/**
 * The settings of a Kafka source, named as in the settings file.
 *
 * @param bootstrapServers comma-separated {@code host:port}
 * @param group the consumer group
 * @param properties further properties of the consumer, such as for TLS and SASL; may contain
 *     secrets
 * @param underWay maximum chunks in flight to the store
 */
public record KafkaSourceSettings(
    String name,
    String bootstrapServers,
    List<String> topics,
    String group,
    Map<String, String> properties,
    int underWay) {

  private static final String RESET = ConsumerConfig.AUTO_OFFSET_RESET_CONFIG;
  private static final String EARLIEST = "earliest";
  private static final String LATEST = "latest";
  private static final String MAX_POLL_INTERVAL = "300000";

  public KafkaSourceSettings {
    topics = List.copyOf(topics);
    properties = Map.copyOf(properties);
    if (topics.isEmpty() || underWay < 1) {
      throw new IllegalArgumentException("topics and under-way: must be at least 1");
    }
    String reset = properties.getOrDefault(RESET, EARLIEST);
    if (!reset.equals(EARLIEST) && !reset.equals(LATEST)) {
      throw new IllegalArgumentException(RESET + ": must be earliest or latest, not " + reset);
    }
  }

  /** The name of this part of the service in logs and metrics. */
  String part() {
    return "source " + name;
  }

  /** Whether to read a partition without a position from its end. */
  boolean isFromEnd() {
    return properties.getOrDefault(RESET, EARLIEST).equals(LATEST);
  }

  /** How long a consumer may go without polling before the group removes it. */
  Duration maxPollInterval() {
    String millis =
        properties.getOrDefault(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, MAX_POLL_INTERVAL);
    return Duration.ofMillis(Long.parseLong(millis));
  }

  /** The properties of a consumer that never resets an offset on its own. */
  Map<String, Object> consumerProperties() {
    Map<String, Object> all = new HashMap<>();
    all.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    all.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, MAX_POLL_INTERVAL);
    all.putAll(properties);
    all.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    all.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    all.put(RESET, "none");
    return all;
  }

  @Override
  public String toString() {
    return "KafkaSourceSettings[" + name + ", " + bootstrapServers + ", " + topics + "]";
  }
}
