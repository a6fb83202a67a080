package dev.weir.internal.cli.settings;

import dev.weir.Detector;
import dev.weir.RuleFolder;
import dev.weir.RuleTrial;
import dev.weir.internal.cli.common.RulesOption;
import dev.weir.rule.ReloadReceipt;
import dev.weir.rule.RuleSet;
import dev.weir.rule.RuleSetException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The settings of detection, the same wherever events come from. */
public record DetectionSettings(
    @Nullable Path rules,
    boolean writableRules,
    boolean reload,
    Duration lateness,
    int maxAlerts,
    Duration incidents,
    boolean strict) {

  static DetectionSettings read(Section root) throws SettingsException {
    Path rules = root.file("rules");
    DetectionSettings settings =
        new DetectionSettings(
            rules == null ? RulesOption.shippedFolder() : rules,
            root.flag("writable-rules", false),
            root.flag("reload", true),
            root.time("lateness", Duration.ofMinutes(5)),
            root.number("max-alerts", 100),
            root.time("incidents", Duration.ZERO),
            root.flag("strict", false));
    if (settings.maxAlerts < 1) {
      throw root.wrong("max-alerts", "has to be at least 1");
    }
    return settings;
  }

  /** Compiles the rules; an issue names its file from where the command runs. */
  public RuleSet load() throws SettingsException, IOException {
    if (rules == null) {
      return RuleSet.shipped();
    }
    if (!writableRules) {
      RuleFolderGuard.check(rules);
    }
    Path folder = rules;
    try {
      return RuleSet.load(folder);
    } catch (RuleSetException e) {
      throw e.in(folder);
    }
  }

  /** A detector of one lane. */
  Detector.Builder detector(RuleSet compiled) {
    Detector.Builder builder =
        Detector.builder(compiled)
            .lateness(lateness)
            .maxAlerts(maxAlerts, Duration.ofMinutes(5))
            .incidents(incidents);
    return strict ? builder.strict() : builder;
  }

  /** Watches the folder of the rules, if there is one and it may change. */
  public RuleWatch watch(
      RuleSet running,
      Function<RuleSet, CompletableFuture<ReloadReceipt>> taker,
      RuleFolder.Listener listener) {
    if (rules == null || !reload) {
      return RuleWatch.NONE;
    }
    RuleTrial trial = RuleWatch.trial(rules);
    return RuleWatch.of(
        rules, running, taker, writableRules ? trial : new RuleFolderGuard(rules, trial), listener);
  }
}
