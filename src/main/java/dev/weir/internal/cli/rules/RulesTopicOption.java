package dev.weir.internal.cli.rules;

import dev.weir.internal.cli.settings.Section;
import dev.weir.internal.cli.settings.StreamsFile;
import dev.weir.internal.delivery.RulesTopicSettings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
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

  RulesTopicSettings settings() {
    return Section.readPart(config, environment(), this::settings).orElseThrow();
  }

  private Optional<RulesTopicSettings> settings(Section root) {
    Section kafka = root.section("kafka");
    if (!kafka.has("bootstrap-servers")) {
      throw new ParameterException(
          spec.commandLine(),
          "no brokers are set; use --bootstrap HOST:PORT, or kafka.bootstrap-servers in --config FILE");
    }
    Optional<RulesTopicSettings> settings =
        StreamsFile.rulesTopic(
            root.section("rules-topic"),
            kafka.text("bootstrap-servers"),
            kafka.textsAndSecrets("properties"));
    kafka.end();
    return settings;
  }

  /** An option overrides its setting, as a variable of the environment does. */
  private Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>(System.getenv());
    put(environment, "WEIR_KAFKA_BOOTSTRAP_SERVERS", bootstrap);
    put(environment, "WEIR_RULES_TOPIC_TOPIC", topic);
    put(environment, "WEIR_RULES_TOPIC_STATUS_TOPIC", statusTopic);
    return environment;
  }

  private static void put(Map<String, String> environment, String name, @Nullable String value) {
    if (value != null) {
      environment.put(name, value);
    }
  }
}
