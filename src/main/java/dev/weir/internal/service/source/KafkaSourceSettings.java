package dev.weir.internal.service.source;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/**
 * How topics are read.
 *
 * @param name what the operator calls the source
 * @param bootstrapServers {@code host:port}, several with commas between
 * @param topics the topics
 * @param group the consumer group, {@code weir} if nothing else is wanted
 * @param properties further properties of the consumer, such as those of TLS and SASL; may hold
 *     secrets
 * @param underWay how many chunks may be on their way into the store at once
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
  private static final String BETWEEN_POLLS = "300000";

  /**
   * Checks and copies the values.
   *
   * @param name as described above
   * @param bootstrapServers as described above
   * @param topics as described above
   * @param group as described above
   * @param properties as described above
   * @param underWay as described above
   * @throws IllegalArgumentException if one is of no use
   */
  public KafkaSourceSettings {
    topics = List.copyOf(topics);
    properties = Map.copyOf(properties);
    if (topics.isEmpty() || underWay < 1) {
      throw new IllegalArgumentException("topics and under-way: at least one");
    }
    String reset = properties.getOrDefault(RESET, EARLIEST);
    if (!reset.equals(EARLIEST) && !reset.equals(LATEST)) {
      throw new IllegalArgumentException(RESET + ": earliest or latest, not " + reset);
    }
  }

  /** What its troubles are met as. */
  String part() {
    return "source " + name;
  }

  /** Whether a partition that nobody has a position of is read from its end. */
  boolean isFromEnd() {
    return properties.getOrDefault(RESET, EARLIEST).equals(LATEST);
  }

  /** How long a consumer may do without polling before its group puts it out. */
  Duration betweenPolls() {
    String millis =
        properties.getOrDefault(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, BETWEEN_POLLS);
    return Duration.ofMillis(Long.parseLong(millis));
  }

  /** The properties of its consumer, which never resets an offset by itself. */
  Map<String, Object> consumerProperties() {
    Map<String, Object> all = new HashMap<>();
    all.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    all.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, BETWEEN_POLLS);
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
