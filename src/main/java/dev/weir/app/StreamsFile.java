package dev.weir.app;

import dev.weir.Detector;
import dev.weir.http.ListenSettings;
import dev.weir.rule.RuleSet;
import dev.weir.streams.StreamsSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The settings of {@code weir streams}. */
record StreamsFile(
    StreamsSettings streams,
    DetectionSettings detection,
    int maxHosts,
    ListenSettings monitor,
    boolean jsonLog) {

  private static final int MOST_HOSTS = 200_000;

  /** Reads the settings; opens nothing. */
  static StreamsFile read(@Nullable Path file, Map<String, String> environment)
      throws SettingsException {
    Section root = Section.of(file, environment);
    Section monitor = root.section("monitor");
    StreamsFile settings =
        new StreamsFile(
            streams(root),
            DetectionSettings.read(root),
            root.number("max-hosts", MOST_HOSTS),
            ListenSection.read(monitor, ServeSettings.MONITOR_PORT),
            ServeLog.isJson(root));
    monitor.end();
    root.end();
    root.endEnvironment(ServeSettings.OTHERS);
    if (settings.maxHosts < 1) {
      throw root.wrong("max-hosts", "has to be at least 1");
    }
    return settings;
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

  /** A lane's detector: an instance that has all the lanes has the heap for them. */
  Detector.Builder detector(RuleSet compiled) {
    long heap = Runtime.getRuntime().maxMemory() / streams.partitions();
    return detection
        .detector(compiled)
        .maxHosts(maxHosts)
        .maxWaitingBytes(heap / 4)
        .maxSuspectBytes(heap / 8);
  }
}
