package dev.weir.internal.cli.settings;

import dev.weir.Detector;
import dev.weir.baseline.Baseline;
import dev.weir.internal.service.TriageFeed;
import dev.weir.internal.service.bulk.ApiKey;
import dev.weir.internal.service.health.Troubles;
import dev.weir.internal.service.http.ListenSettings;
import dev.weir.internal.service.sink.Sink;
import dev.weir.internal.service.source.Source;
import dev.weir.internal.text.Durations;
import dev.weir.rule.RuleSet;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The settings of {@code weir serve}. All have defaults. */
public record ServeSettings(
    Path data,
    DetectionSettings detection,
    boolean early,
    int lanes,
    Duration keepDelivered,
    TriageFeed.Settings console,
    ListenSettings monitor,
    List<ApiKey> monitorKeys,
    boolean jsonLog,
    List<Source> sources,
    List<Sink> sinks) {

  /** Reads the settings, and opens nothing. A file of null means the defaults. */
  public static ServeSettings read(
      @Nullable Path file, Map<String, String> environment, Troubles troubles) {
    return Section.read(file, environment, root -> read(root, troubles));
  }

  static ServeSettings read(Section root, Troubles troubles) {
    Path data = root.file("data", Path.of("weir-data"));
    Section monitor = root.section("monitor");
    SourcesAndSinks sourcesAndSinks = new SourcesAndSinks(data, troubles);
    return new ServeSettings(
        data,
        DetectionSettings.read(root),
        root.flag("early", true),
        root.positive("lanes", 1),
        root.time("keep-delivered", Duration.ofDays(1)),
        console(root),
        ListenSection.read(monitor, ListenSection.MONITOR_PORT),
        monitor.read(ServeSettings::keys).orElse(List.of()),
        LogSettings.isJson(root),
        sourcesAndSinks.sources(root.section("sources")),
        sourcesAndSinks.sinks(root.section("sinks")));
  }

  private static TriageFeed.Settings console(Section root) {
    TriageFeed.Settings defaults = TriageFeed.Settings.defaults();
    return new TriageFeed.Settings(
        root.time("keep-alerts", defaults.keep()),
        root.bytes("keep-alerts-bytes", defaults.maxBytes(), 1 << 20),
        root.choice("refused-alerts", "notice", List.of("notice", "trouble")).equals("trouble"));
  }

  static List<ApiKey> keys(Section section) {
    try {
      return ApiKey.parse(section.list("keys"));
    } catch (IllegalArgumentException e) {
      section.problem("keys", e.getMessage());
      return List.of();
    }
  }

  /** How long after its events an alert appears, and which setting makes it sooner. */
  public String alertDelay() {
    Duration lateness = detection.lateness();
    if (!detection.incidents().isZero()) {
      return "up to %s after the last event; a shorter `lateness` or `incidents` makes it sooner"
          .formatted(Durations.words(lateness.plus(detection.incidents()).toMillis()));
    } else if (early || lateness.compareTo(Duration.ofSeconds(1)) <= 0) {
      return "about a second after the last event";
    }
    return "up to %s after the last event; `early: true` or a shorter `lateness` makes it sooner"
        .formatted(Durations.words(lateness.toMillis()));
  }

  public Detector.Builder detector(RuleSet compiled, Baseline baseline) {
    return detection.detector(compiled).lanes(lanes).baseline(baseline);
  }
}
