package dev.weir.internal.cli.rules;

import dev.weir.internal.cli.settings.RulesTopicSection;
import dev.weir.internal.cli.settings.Section;
import dev.weir.internal.cli.settings.SettingsException;
import dev.weir.internal.delivery.RulesTopicSettings;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where rules are published: from the settings that instances have, or from the command line. */
final class RulesTopicOption {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "Settings of the instances, of which kafka and rules-topic are read, as"
              + " docs/rules-topic.md describes them.")
  private @Nullable Path config;

  @Option(
      names = "--bootstrap",
      paramLabel = "HOST:PORT",
      description = "Brokers, several with commas between; instead of those in FILE.")
  private @Nullable String bootstrap;

  @Option(
      names = "--topic",
      paramLabel = "NAME",
      description = "Topic of the rules (default: " + RulesTopicSettings.TOPIC + ").")
  private @Nullable String topic;

  @Option(
      names = "--status-topic",
      paramLabel = "NAME",
      description = "Topic of the receipts (default: " + RulesTopicSettings.STATUS_TOPIC + ").")
  private @Nullable String statusTopic;

  RulesTopicOption() {}

  RulesTopicSettings settings() throws SettingsException {
    Section root = Section.of(config, System.getenv());
    Section kafka = root.section("kafka");
    if (bootstrap == null && !kafka.has("bootstrap-servers")) {
      throw new ParameterException(
          spec.commandLine(),
          "name the brokers: --bootstrap HOST:PORT, or kafka.bootstrap-servers in --config FILE");
    }
    String brokers = bootstrap == null ? kafka.text("bootstrap-servers") : bootstrap;
    RulesTopicSettings read =
        RulesTopicSection.read(
            root.section("rules-topic"), brokers, kafka.textsAndSecrets("properties"));
    kafka.end();
    return overridden(read);
  }

  private RulesTopicSettings overridden(RulesTopicSettings read) {
    try {
      return new RulesTopicSettings(
          read.bootstrapServers(),
          topic == null ? read.topic() : topic,
          statusTopic == null ? read.statusTopic() : statusTopic,
          read.properties());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
