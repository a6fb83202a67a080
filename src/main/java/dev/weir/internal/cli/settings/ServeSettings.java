package dev.weir.internal.cli.settings;

import dev.weir.Detector;
import dev.weir.baseline.Baseline;
import dev.weir.internal.cli.common.SettingsException;
import dev.weir.internal.service.bulk.ApiKey;
import dev.weir.internal.service.health.Troubles;
import dev.weir.internal.service.http.ListenSettings;
import dev.weir.internal.service.sink.Sink;
import dev.weir.internal.service.source.Source;
import dev.weir.rule.RuleSet;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The settings of {@code weir serve}. All have defaults. */
public record ServeSettings(
    Path data,
    DetectionSettings detection,
    int lanes,
    Duration keepDelivered,
    ListenSettings monitor,
    List<ApiKey> monitorKeys,
    boolean jsonLog,
    List<Source> sources,
    List<Sink> sinks) {

  /** Environment variables that the launcher reads. */
  static final Set<String> LAUNCHER_VARIABLES = Set.of("WEIR_JAVA_OPTS");

  /** Reads the settings, and opens nothing. A file of null means the defaults. */
  public static ServeSettings read(
      @Nullable Path file, Map<String, String> environment, Troubles troubles)
      throws SettingsException {
    Section root = Section.of(file, environment);
    Path data = Path.of(root.text("data", "weir-data"));
    Section monitor = root.section("monitor");
    ServeSettings settings =
        new ServeSettings(
            data,
            DetectionSettings.read(root),
            root.positive("lanes", 1),
            root.time("keep-delivered", Duration.ofDays(1)),
            ListenSection.read(monitor, ListenSection.MONITOR_PORT),
            monitorKeys(monitor),
            LogSettings.isJson(root),
            new SourceSections(troubles).read(root.section("sources")),
            new SinkSections(data, troubles).read(root.section("sinks")));
    monitor.end();
    root.end();
    root.endEnvironment(LAUNCHER_VARIABLES);
    return settings;
  }

  private static List<ApiKey> monitorKeys(Section monitor) throws SettingsException {
    try {
      return ApiKey.parse(monitor.list("keys"));
    } catch (IllegalArgumentException e) {
      throw monitor.wrong(e.getMessage());
    }
  }

  public Detector.Builder detector(RuleSet compiled, Baseline baseline) {
    return detection.detector(compiled).lanes(lanes).baseline(baseline);
  }
}
