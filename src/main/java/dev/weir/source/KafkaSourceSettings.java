package dev.weir.source;

import java.util.List;
import java.util.Map;

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
  }

  @Override
  public String toString() {
    return "KafkaSourceSettings[" + name + ", " + bootstrapServers + ", " + topics + "]";
  }
}
