package dev.weir.app;

import dev.weir.Detector;
import dev.weir.baseline.Baseline;
import dev.weir.health.Troubles;
import dev.weir.http.ListenSettings;
import dev.weir.rule.RuleSet;
import dev.weir.sink.Sink;
import dev.weir.source.Source;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The settings of {@code weir serve}, of which every one has a default. */
record ServeSettings(
    Path data,
    @Nullable Path rules,
    boolean writableRules,
    boolean reload,
    Duration lateness,
    int lanes,
    int maxAlerts,
    Duration incidents,
    boolean strict,
    Duration keepDelivered,
    ListenSettings monitor,
    boolean jsonLog,
    List<Source> sources,
    List<Sink> sinks) {

  /** After the _bulk endpoint's. */
  static final int MONITOR_PORT = 9281;

  /** Variables of the launcher's. */
  private static final Set<String> OTHERS = Set.of("WEIR_JAVA_OPTS");

  /**
   * Reads the settings; opens nothing.
   *
   * @param file the file; null for the defaults
   */
  static ServeSettings read(@Nullable Path file, Map<String, String> environment, Troubles troubles)
      throws SettingsException {
    Section root = Section.of(file, environment);
    Path data = Path.of(root.text("data", "weir-data"));
    Path rules = root.file("rules");
    Section monitor = root.section("monitor");
    String log = root.text("log", "text");
    if (!log.equals("text") && !log.equals("json")) {
      throw root.wrong("log", "has to be text or json, not " + log);
    }
    ServeSettings settings =
        new ServeSettings(
            data,
            rules == null ? RulesOption.shippedFolder() : rules,
            root.flag("writable-rules", false),
            root.flag("reload", true),
            root.time("lateness", Duration.ofMinutes(5)),
            root.number("lanes", 1),
            root.number("max-alerts", 100),
            root.time("incidents", Duration.ZERO),
            root.flag("strict", false),
            root.time("keep-delivered", Duration.ofDays(1)),
            ListenSection.read(monitor, MONITOR_PORT),
            log.equals("json"),
            new SourceSections(troubles).read(root.section("sources")),
            new SinkSections(data).read(root.section("sinks")));
    monitor.end();
    root.end();
    root.endEnvironment(OTHERS);
    if (settings.lanes < 1 || settings.maxAlerts < 1) {
      throw new SettingsException(root.path() + ": lanes and max-alerts: at least 1");
    }
    return settings;
  }

  Detector.Builder detector(RuleSet compiled, Baseline baseline) {
    Detector.Builder builder =
        Detector.builder(compiled)
            .lateness(lateness)
            .lanes(lanes)
            .maxAlerts(maxAlerts, Duration.ofMinutes(5))
            .incidents(incidents)
            .baseline(baseline);
    return strict ? builder.strict() : builder;
  }
}
