package dev.weir.internal.service.monitor;

import dev.weir.Stats;
import dev.weir.internal.service.health.Troubles;
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
 * What detection shows of itself, and the troubles around it; docs/serve.md says what each meter
 * means. Safe for any thread.
 */
public final class DetectorMeters {

  private final Supplier<Stats> stats;
  private final Troubles troubles;
  private final MeterRegistry meters;
  private final Set<String> known = new HashSet<>();
  private volatile Stats last;

  /**
   * Registers the meters.
   *
   * @param stats what has been counted
   * @param troubles what keeps parts from working
   * @param meters takes the meters
   */
  public DetectorMeters(Supplier<Stats> stats, Troubles troubles, MeterRegistry meters) {
    this.stats = stats;
    this.last = stats.get();
    this.troubles = troubles;
    this.meters = meters;
    counter("weir.late", "Events that came too late", Stats::late);
    counter("weir.alerts", "Alerts raised", Stats::alerts);
    counter("weir.alerts.suppressed", "Alerts left out by the cap", Stats::suppressed);
    counter(
        "weir.suspects.evicted",
        "Suspects let go early by the bound on memory",
        Stats::evictedSuspects);
    Gauge.builder("weir.suspects", this, all -> all.last.liveSuspects())
        .description("Suspects that wait for their next step")
        .register(meters);
  }

  /** Looks at everything once; the meters show that until the next look. */
  public synchronized void refresh() {
    Stats now = stats.get();
    last = now;
    keyed("weir.events", "Events by what they are", "kind", Stats::byKind, now);
    keyed("weir.malformed", "Documents that are no JSON objects", "kind", Stats::malformed, now);
    keyed("weir.ignored", "Documents that take no part", "reason", Stats::ignored, now);
    keyed("weir.exclusion.hits", "Suspects taken out, by exclusion", "rule", Stats::excluded, now);
    keyed("weir.rule.faults", "Exceptions that rules threw", "rule", Stats::ruleFaults, now);
    for (String part : troubles.counts().keySet()) {
      if (known.add(part)) {
        Gauge.builder("weir.trouble", troubles, all -> all.now().containsKey(part) ? 1 : 0)
            .description("1 while a part of the service cannot do its work")
            .tags("part", part)
            .register(meters);
      }
    }
  }

  private void keyed(
      String name, String help, String tag, Function<Stats, Map<String, Long>> map, Stats now) {
    for (String key : map.apply(now).keySet()) {
      if (known.add(name + ' ' + key)) {
        counter(name, help, all -> map.apply(all).getOrDefault(key, 0L), tag, key);
      }
    }
  }

  private void counter(String name, String help, ToDoubleFunction<Stats> value, String... tags) {
    FunctionCounter.builder(name, this, all -> value.applyAsDouble(all.last))
        .description(help)
        .tags(tags)
        .register(meters);
  }
}
