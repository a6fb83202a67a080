package dev.weir.internal.cli.settings;

import dev.weir.Detector;
import dev.weir.internal.delivery.RulesTopicSettings;
import dev.weir.internal.service.http.ListenSettings;
import dev.weir.internal.service.streams.StreamsSettings;
import dev.weir.rule.RuleSet;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
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

  private static final int MOST_HOSTS = 200_000;

  /** Reads the settings; opens nothing. */
  public static StreamsFile read(@Nullable Path file, Map<String, String> environment)
      throws SettingsException {
    Section root = Section.of(file, environment);
    Section section = root.section("monitor");
    ListenSettings monitor = ListenSection.read(section, ServeSettings.MONITOR_PORT);
    section.end();
    StreamsSettings streams = streams(root);
    StreamsFile settings =
        new StreamsFile(
            streams,
            DetectionSettings.read(root),
            rulesTopic(root, streams),
            root.optional("instance"),
            root.number("max-hosts", MOST_HOSTS),
            monitor,
            LogSettings.isJson(root));
    root.end();
    root.endEnvironment(ServeSettings.OTHERS);
    if (settings.maxHosts < 1) {
      throw root.wrong("max-hosts", "has to be at least 1");
    }
    return settings;
  }

  private static @Nullable RulesTopicSettings rulesTopic(Section root, StreamsSettings streams)
      throws SettingsException {
    if (!root.has("rules-topic")) {
      return null;
    }
    if (root.has("rules")) {
      throw root.wrong("rules-topic", "there is rules, too: rules come from one place");
    }
    return RulesTopicSection.read(
        root.section("rules-topic"), streams.bootstrapServers(), streams.properties());
  }

  private static StreamsSettings streams(Section root) throws SettingsException {
    Section kafka = root.section("kafka");
    String servers = kafka.text("bootstrap-servers");
    Map<String, String> properties = kafka.textsAndSecrets("properties");
    kafka.end();
    List<String> input = root.list("input");
    if (input.isEmpty()) {
      throw root.wrong("input", "is missing: the topics that hold the documents");
    }
    StreamsSettings otherwise = StreamsSettings.defaults(servers, input);
    try {
      return new StreamsSettings(
          root.text("application", otherwise.application()),
          servers,
          input,
          root.text("alerts", otherwise.alerts()),
          root.text("late", otherwise.late()),
          root.text("malformed", otherwise.malformed()),
          root.flag("keyed", otherwise.keyed()),
          root.number("partitions", otherwise.partitions()),
          root.number("threads", otherwise.threads()),
          root.number("standbys", otherwise.standbys()),
          root.time("commit-interval", otherwise.commitInterval()),
          properties);
    } catch (IllegalArgumentException e) {
      throw new SettingsException(root.path() + ": " + e.getMessage());
    }
  }

  /** What this instance is called: by default after the machine, whose name may take a while. */
  public String instanceName() {
    return instance == null ? hostName() + ":" + monitor.port() : instance;
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }

  /** A lane's detector: an instance that has all the lanes has the heap for them. */
  public Detector.Builder detector(RuleSet compiled) {
    long heap = Runtime.getRuntime().maxMemory() / streams.partitions();
    return detection
        .detector(compiled)
        .maxHosts(maxHosts)
        .maxWaitingBytes(heap / 4)
        .maxSuspectBytes(heap / 8);
  }
}
