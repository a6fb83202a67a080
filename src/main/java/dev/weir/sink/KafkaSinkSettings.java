package dev.weir.sink;

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

  /** Keeps a copy of the properties. */
  public KafkaSinkSettings {
    properties = Map.copyOf(properties);
  }

  @Override
  public String toString() {
    return "KafkaSinkSettings[" + name + ", " + bootstrapServers + ", " + topic + "]";
  }
}
