package dev.weir.internal.cli.settings;

import dev.weir.internal.delivery.RulesTopicSettings;
import java.util.Map;

/** The {@code rules-topic} section. */
public final class RulesTopicSection {

  private RulesTopicSection() {}

  /**
   * Reads the whole section.
   *
   * @param bootstrapServers the brokers, from the {@code kafka} section
   * @param properties those of Kafka's clients, likewise
   */
  public static RulesTopicSettings read(
      Section section, String bootstrapServers, Map<String, String> properties)
      throws SettingsException {
    try {
      RulesTopicSettings read =
          new RulesTopicSettings(
              bootstrapServers,
              section.text("topic", RulesTopicSettings.TOPIC),
              section.text("status-topic", RulesTopicSettings.STATUS_TOPIC),
              properties);
      section.end();
      return read;
    } catch (IllegalArgumentException e) {
      throw section.wrong(e.getMessage());
    }
  }
}
