package dev.weir.internal.service.sink;

import java.util.Map;

/**
 * Settings of a {@link KafkaSink}.
 *
 * @param bootstrapServers {@code host:port}, comma-separated
 * @param properties more producer properties, such as those for TLS and SASL; may hold secrets
 */
public record KafkaSinkSettings(
    String name, String bootstrapServers, String topic, Map<String, String> properties) {

  public KafkaSinkSettings {
    properties = Map.copyOf(properties);
  }

  /** Leaves out the properties, which may hold secrets. */
  @Override
  public String toString() {
    return "KafkaSinkSettings[" + name + ", " + bootstrapServers + ", " + topic + "]";
  }
}
