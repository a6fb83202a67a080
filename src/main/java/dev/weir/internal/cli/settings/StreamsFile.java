package dev.weir.internal.cli.settings;

import dev.weir.Detector;
import dev.weir.internal.cli.common.SettingsException;
import dev.weir.internal.delivery.PublisherKey;
import dev.weir.internal.delivery.RuleSource;
import dev.weir.internal.delivery.RulesTopicSettings;
import dev.weir.internal.delivery.TopicSource;
import dev.weir.internal.service.health.Troubles;
import dev.weir.internal.service.http.ListenSettings;
import dev.weir.internal.service.streams.StreamsSettings;
import dev.weir.rule.RuleSet;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The settings of {@code weir streams}. */
public record StreamsFile(
    StreamsSettings streams,
    DetectionSettings detection,
    @Nullable RulesTopicSettings rulesTopic,
    @Nullable String instance,
    int maxHosts,
    ListenSettings monitor,
    boolean jsonLog) {

  private static final int MAX_HOSTS = 200_000;

  /** How long an instance waits for a topic without usable rules. */
  private static final Duration RULES_TIMEOUT = Duration.ofMinutes(1);

  /** Reads the settings, and opens nothing. */
  public static StreamsFile read(@Nullable Path file, Map<String, String> environment)
      throws SettingsException {
    Section root = Section.of(file, environment);
    StreamsSettings streams = streams(root);
    StreamsFile settings =
        new StreamsFile(
            streams,
            DetectionSettings.read(root),
            rulesTopic(root, streams),
            root.optional("instance"),
            root.positive("max-hosts", MAX_HOSTS),
            ListenSection.monitor(root),
            LogSettings.isJson(root));
    root.end();
    root.endEnvironment(ServeSettings.LAUNCHER_VARIABLES);
    return settings;
  }

  private static @Nullable RulesTopicSettings rulesTopic(Section root, StreamsSettings streams)
      throws SettingsException {
    if (!root.has("rules-topic")) {
      return null;
    }
    if (root.has("rules")) {
      throw root.wrong("rules-topic", "and `rules` are both set; set only one");
    }
    return rulesTopic(
        root.section("rules-topic"), streams.bootstrapServers(), streams.properties());
  }

  /** Reads the {@code rules-topic} section. */
  public static RulesTopicSettings rulesTopic(
      Section section, String bootstrapServers, Map<String, String> properties)
      throws SettingsException {
    try {
      RulesTopicSettings read =
          new RulesTopicSettings(
              bootstrapServers,
              section.text("topic", RulesTopicSettings.TOPIC),
              section.text("status-topic", RulesTopicSettings.STATUS_TOPIC),
              properties,
              publicKeys(section));
      section.end();
      return read;
    } catch (IllegalArgumentException e) {
      throw section.wrong(e.getMessage());
    }
  }

  private static List<PublisherKey> publicKeys(Section section) throws SettingsException {
    String name = "public-keys";
    List<PublisherKey> keys = new ArrayList<>();
    for (String key : section.list(name)) {
      try {
        keys.add(PublisherKey.parse(key));
      } catch (IllegalArgumentException e) { // not shown, because it may be a private one
        throw section.wrong(name, "has as entry " + (keys.size() + 1) + " " + e.getMessage());
      }
    }
    if (keys.isEmpty() && section.has(name)) {
      throw section.wrong(name, "is empty; add a key, or remove it to accept unsigned rules");
    }
    return keys;
  }

  private static StreamsSettings streams(Section root) throws SettingsException {
    Section kafka = root.section("kafka");
    String servers = kafka.text("bootstrap-servers");
    Map<String, String> properties = kafka.textsAndSecrets("properties");
    kafka.end();
    List<String> input = root.list("input");
    if (input.isEmpty()) {
      throw root.wrong("input", "is missing; list the topics to read");
    }
    StreamsSettings defaults = StreamsSettings.defaults(servers, input);
    try {
      return new StreamsSettings(
          root.text("application", defaults.application()),
          servers,
          input,
          root.text("alerts", defaults.alerts()),
          root.text("late", defaults.late()),
          root.text("malformed", defaults.malformed()),
          root.flag("keyed", defaults.keyed()),
          root.number("partitions", defaults.partitions()),
          root.number("threads", defaults.threads()),
          root.number("standbys", defaults.standbys()),
          root.time("commit-interval", defaults.commitInterval()),
          properties);
    } catch (IllegalArgumentException e) {
      throw root.wrong(e.getMessage());
    }
  }

  /** Opens the folder or the topic that rules come from. */
  public RuleSource openRules(Troubles troubles)
      throws SettingsException, IOException, InterruptedException {
    if (rulesTopic == null) {
      return detection.openRules();
    }
    return TopicSource.start(
        rulesTopic,
        streams.application(),
        instance == null ? hostName() + ":" + monitor.port() : instance,
        RULES_TIMEOUT,
        troubles,
        InstantSource.system());
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }

  /** The detector of one lane, with a share of the heap so that one instance can run all lanes. */
  public Detector.Builder detector(RuleSet compiled) {
    long heap = Runtime.getRuntime().maxMemory() / streams.partitions();
    return detection
        .detector(compiled)
        .maxHosts(maxHosts)
        .maxWaitingBytes(heap / 4)
        .maxSuspectBytes(heap / 8);
  }
}
