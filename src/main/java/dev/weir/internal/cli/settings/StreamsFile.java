package dev.weir.internal.cli.settings;

import dev.weir.Detector;
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
import java.util.Optional;
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
  public static StreamsFile read(@Nullable Path file, Map<String, String> environment) {
    return Section.read(file, environment, StreamsFile::read);
  }

  private static StreamsFile read(Section root) {
    StreamsSettings streams = streams(root);
    Section monitor = root.section("monitor");
    return new StreamsFile(
        streams,
        DetectionSettings.read(root),
        rulesTopic(root, streams),
        root.optional("instance"),
        root.positive("max-hosts", MAX_HOSTS),
        monitor
            .read(section -> ListenSection.read(section, ListenSection.MONITOR_PORT))
            .orElse(ListenSettings.loopback(ListenSection.MONITOR_PORT)),
        LogSettings.isJson(root));
  }

  private static @Nullable RulesTopicSettings rulesTopic(Section root, StreamsSettings streams) {
    if (!root.has("rules-topic")) {
      return null;
    }
    if (root.has("rules")) {
      root.problem("rules-topic", "and `rules` are both set; set only one");
    }
    return rulesTopic(root.section("rules-topic"), streams.bootstrapServers(), streams.properties())
        .orElse(null);
  }

  /** Reads the {@code rules-topic} section. */
  public static Optional<RulesTopicSettings> rulesTopic(
      Section rulesTopic, String bootstrapServers, Map<String, String> properties) {
    return rulesTopic.read(
        section ->
            new RulesTopicSettings(
                bootstrapServers,
                section.text("topic", RulesTopicSettings.TOPIC),
                section.text("status-topic", RulesTopicSettings.STATUS_TOPIC),
                properties,
                publicKeys(section)));
  }

  private static List<PublisherKey> publicKeys(Section section) {
    String name = "public-keys";
    List<String> lines = section.list(name);
    List<PublisherKey> keys = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      try {
        keys.add(PublisherKey.parse(lines.get(i)));
      } catch (IllegalArgumentException e) { // not shown, because it may be a private one
        section.problem(name, "has as entry " + (i + 1) + " " + e.getMessage());
      }
    }
    if (lines.isEmpty() && section.has(name)) {
      section.problem(name, "is empty; add a key, or remove it to accept unsigned rules");
    }
    return keys;
  }

  private static StreamsSettings streams(Section root) {
    Section kafka = root.section("kafka");
    String servers = kafka.text("bootstrap-servers");
    Map<String, String> properties = kafka.textsAndSecrets("properties");
    kafka.end();
    List<String> input = root.required("input", "list the topics to read");
    StreamsSettings defaults = StreamsSettings.defaults(servers, List.of("-"));
    return new StreamsSettings(
        root.text("application", defaults.application()),
        servers,
        input.isEmpty() ? defaults.input() : input,
        root.text("alerts", defaults.alerts()),
        root.text("late", defaults.late()),
        root.text("malformed", defaults.malformed()),
        root.flag("keyed", defaults.keyed()),
        root.positive("partitions", defaults.partitions()),
        root.positive("threads", defaults.threads()),
        root.number("standbys", defaults.standbys(), 0),
        root.positiveTime("commit-interval", defaults.commitInterval()),
        properties);
  }

  /** Opens the folder or the topic that rules come from. */
  public RuleSource openRules(Troubles troubles) throws IOException, InterruptedException {
    if (rulesTopic == null) {
      return detection.openRules(troubles);
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
