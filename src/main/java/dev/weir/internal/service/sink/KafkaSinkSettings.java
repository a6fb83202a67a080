package dev.weir.internal.service.sink;

import java.util.Map;

/**
 * How alerts are sent to Kafka.
 *
 * @param name what the operator calls the sink
 * @param bootstrapServers {@code host:port}, several with commas between
 * @param topic the topic
 * @param properties further properties of the producer, such as those of TLS and SASL; may hold
 *     secrets
 */
public record KafkaSinkSettings(
    String name, String bootstrapServers, String topic, Map<String, String> properties) {

  /**
   * Checks and copies the values.
   *
   * @param name as described above
   * @param bootstrapServers as described above
   * @param topic as described above
   * @param properties as described above
   */
  public KafkaSinkSettings {
    properties = Map.copyOf(properties);
  }

  @Override
  public String toString() {
    return "KafkaSinkSettings[" + name + ", " + bootstrapServers + ", " + topic + "]";
  }
}
