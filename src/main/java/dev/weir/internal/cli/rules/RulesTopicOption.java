package dev.weir.internal.cli.rules;

import dev.weir.internal.cli.common.SettingsException;
import dev.weir.internal.cli.settings.Section;
import dev.weir.internal.cli.settings.StreamsFile;
import dev.weir.internal.delivery.RulesTopicSettings;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that name the rules topic: the settings of the instances, or one by one. */
final class RulesTopicOption {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "Read the settings `kafka` and `rules-topic` from this settings file of the instances; docs/rules-topic.md describes"
              + " them.")
  private @Nullable Path config;

  @Option(
      names = "--bootstrap",
      paramLabel = "HOST:PORT",
      description = "Connect to these brokers, separated by commas (default: those in --config).")
  private @Nullable String bootstrap;

  @Option(
      names = "--topic",
      paramLabel = "NAME",
      description = "Use this topic for the rules (default: " + RulesTopicSettings.TOPIC + ").")
  private @Nullable String topic;

  @Option(
      names = "--status-topic",
      paramLabel = "NAME",
      description =
          "Use this topic for the status (default: " + RulesTopicSettings.STATUS_TOPIC + ").")
  private @Nullable String statusTopic;

  RulesTopicSettings settings() throws SettingsException {
    Section root = Section.of(config, System.getenv());
    Section kafka = root.section("kafka");
    if (bootstrap == null && !kafka.has("bootstrap-servers")) {
      throw new ParameterException(
          spec.commandLine(),
          "no brokers are set; use --bootstrap HOST:PORT, or kafka.bootstrap-servers in --config FILE");
    }
    String brokers = bootstrap == null ? kafka.text("bootstrap-servers") : bootstrap;
    RulesTopicSettings read =
        StreamsFile.rulesTopic(
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
          read.properties(),
          read.publicKeys());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
