package dev.weir.internal.service.monitor;

import dev.weir.Stats;
import dev.weir.internal.service.health.Troubles;
import dev.weir.internal.service.health.Troubles.Refusal;
import dev.weir.rule.SkippedRule;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * The meters of detection and of current troubles; docs/serve.md describes each. They show one
 * snapshot of the statistics, taken by {@link #refresh} before each scrape. Safe for any thread.
 */
public final class DetectorMeters {

  private final Supplier<Stats> stats;
  private final Troubles troubles;
  private final MeterRegistry meters;
  private final Set<String> registered = new HashSet<>();
  private volatile Stats snapshot;

  public DetectorMeters(Supplier<Stats> stats, Troubles troubles, MeterRegistry meters) {
    this.stats = stats;
    this.snapshot = stats.get();
    this.troubles = troubles;
    this.meters = meters;
    counter("weir.late", "Events that came too late", Stats::late);
    counter("weir.alerts", "Alerts raised", Stats::alerts);
    counter("weir.alerts.suppressed", "Alerts suppressed by the cap", Stats::suppressed);
    counter(
        "weir.suspects.evicted",
        "Suspects evicted early because of the memory limit",
        Stats::evictedSuspects);
    gauge("weir.suspects", "Suspects that wait for their next step", () -> snapshot.liveSuspects());
  }

  /** Registers a gauge, which keeps alive whatever {@code value} refers to. */
  public void gauge(String name, String help, Supplier<Number> value, String... tags) {
    Gauge.builder(name, value).description(help).tags(tags).register(meters);
  }

  /** Takes a new snapshot and registers meters for what has appeared since the last one. */
  public synchronized void refresh() {
    snapshot = stats.get();
    counters("weir.events", "Events by kind", "kind", Stats::byKind);
    counters("weir.malformed", "Documents that are not JSON objects", "kind", Stats::malformed);
    counters("weir.ignored", "Documents ignored in whole or in part", "reason", Stats::ignored);
    counters("weir.host.faults", "Wrong clocks and such, by reason", "reason", Stats::hostFaults);
    counters("weir.exclusion.hits", "Suspects removed by an exclusion", "rule", Stats::excluded);
    counters("weir.rule.faults", "Exceptions thrown by rules", "rule", Stats::ruleFaults);
    for (Refusal refusal : troubles.refusals().keySet()) {
      if (registered.add(refusal.toString())) {
        FunctionCounter.builder(
                "weir.http.refused", troubles, all -> all.refusals().getOrDefault(refusal, 0L))
            .description("HTTP requests rejected and connections closed, by reason")
            .tags("part", refusal.part(), "reason", refusal.reason())
            .register(meters);
      }
    }
    for (String rule : snapshot.skippedRules().keySet()) {
      if (registered.add("skipped " + rule)) {
        gauge(
            "weir.rule.skipped.hosts", "Hosts that a rule skips", () -> hosts(rule), "rule", rule);
        gauge(
            "weir.rule.suspended",
            "1 while a rule is skipped for all hosts",
            () -> isSuspended(rule) ? 1 : 0,
            "rule",
            rule);
      }
    }
    for (String part : troubles.counts().keySet()) {
      if (registered.add(part)) {
        gauge(
            "weir.trouble",
            "1 while a part of the service cannot do its work",
            () -> troubles.now().containsKey(part) ? 1 : 0,
            "part",
            part);
      }
    }
  }

  private int hosts(String rule) {
    SkippedRule skipped = snapshot.skippedRules().get(rule);
    return skipped == null ? 0 : skipped.hosts();
  }

  private boolean isSuspended(String rule) {
    SkippedRule skipped = snapshot.skippedRules().get(rule);
    return skipped != null && skipped.forAll();
  }

  private void counters(
      String name, String help, String tag, Function<Stats, Map<String, Long>> counts) {
    for (String key : counts.apply(snapshot).keySet()) {
      if (registered.add(name + ' ' + key)) {
        counter(name, help, now -> counts.apply(now).getOrDefault(key, 0L), tag, key);
      }
    }
  }

  private void counter(String name, String help, ToDoubleFunction<Stats> value, String... tags) {
    FunctionCounter.builder(name, this, all -> value.applyAsDouble(all.snapshot))
        .description(help)
        .tags(tags)
        .register(meters);
  }
}
