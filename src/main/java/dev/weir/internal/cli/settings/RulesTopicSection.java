package dev.weir.internal.cli.settings;

import dev.weir.internal.delivery.RulesTopicSettings;
import java.util.Map;

/** The {@code rules-topic} of the settings. */
public final class RulesTopicSection {

  private RulesTopicSection() {}

  /**
   * Reads it, and ends it.
   *
   * @param section what it says; it may be empty
   * @param bootstrapServers the brokers, which are not its own
   * @param properties likewise those of Kafka's clients
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
      throw new SettingsException(section.path() + ": " + e.getMessage());
    }
  }
}
