package dev.weir.internal.cli.settings;

import dev.weir.Detector;
import dev.weir.internal.cli.common.RulesFolder;
import dev.weir.internal.cli.common.RulesOption;
import dev.weir.internal.cli.common.SettingsException;
import dev.weir.internal.delivery.BoundedTrial;
import dev.weir.internal.delivery.FolderPermissions;
import dev.weir.internal.delivery.FolderSource;
import dev.weir.internal.delivery.RuleSource;
import dev.weir.internal.service.health.Troubles;
import dev.weir.internal.watch.Watchdog;
import dev.weir.rule.RuleSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The settings of detection, the same wherever events come from. */
public record DetectionSettings(
    @Nullable Path rules,
    boolean writableRules,
    boolean reload,
    Duration lateness,
    Duration maxAhead,
    int maxAlerts,
    Duration incidents,
    boolean strict,
    Duration decisionTime,
    Duration trialTime) {

  /** Below it, a busy machine would look like a rule that hangs. */
  private static final Duration LEAST = Duration.ofMillis(100);

  static DetectionSettings read(Section root) {
    Path rules = root.file("rules");
    return new DetectionSettings(
        rules == null ? RulesFolder.ofDefaultPack() : RulesFolder.named(rules),
        root.flag("writable-rules", false),
        root.flag("reload", true),
        root.time("lateness", Duration.ofMinutes(5)),
        root.time("max-ahead", Duration.ofMinutes(5)),
        root.positive("max-alerts", 100),
        root.time("incidents", Duration.ZERO),
        root.flag("strict", false),
        root.time("decision-time", Watchdog.DEFAULT_BOUND, LEAST),
        root.time("trial-time", BoundedTrial.DEFAULT_BOUND, LEAST));
  }

  /** Where the rules come from, for the log. */
  public String rulesPlace() {
    return rules == null ? "those of weir.jar" : rules.toAbsolutePath().toString();
  }

  /** Compiles the rules. Issues name files by paths relative to the working directory. */
  public RuleSource openRules(Troubles troubles) throws IOException {
    if (rules == null) {
      return RuleSource.fixed(RuleSet.shipped());
    }
    if (!Files.isDirectory(rules)) {
      throw new SettingsException("rules: " + RulesFolder.missing(rules));
    }
    FolderPermissions permissions = permissions(rules);
    Optional<String> fault = permissions == null ? Optional.empty() : permissions.fault();
    if (fault.isPresent()) {
      throw new SettingsException("rules: " + fault.get());
    }
    RuleSet first = RulesOption.load(rules);
    return reload
        ? new FolderSource(rules, first, permissions, trialTime, troubles)
        : RuleSource.fixed(first);
  }

  private @Nullable FolderPermissions permissions(Path folder) throws IOException {
    if (writableRules) {
      return null;
    }
    Path home = RulesFolder.home();
    return home != null && RulesFolder.isShipped(folder)
        ? FolderPermissions.below(home.toRealPath(), folder) // above it, Weir itself is not safe
        : FolderPermissions.of(folder);
  }

  /** A detector of one lane. */
  Detector.Builder detector(RuleSet compiled) {
    Detector.Builder builder =
        Detector.builder(compiled)
            .lateness(lateness)
            .maxAhead(maxAhead)
            .maxAlerts(maxAlerts, Duration.ofMinutes(5))
            .incidents(incidents);
    return strict ? builder.strict() : builder;
  }
}
