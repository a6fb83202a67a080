package dev.weir.service;

import dev.weir.Stats;
import dev.weir.health.Troubles;
import dev.weir.source.Source;
import dev.weir.store.Depth;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** What a service shows of itself; docs/serve.md says what each meter means. */
final class ServiceMeters {

  private final Ingest ingest;
  private final Troubles troubles;
  private final InstantSource clock;
  private final MeterRegistry meters;
  private final Set<String> known = new HashSet<>();

  ServiceMeters(
      Ingest ingest,
      List<Source> sources,
      List<Delivery> deliveries,
      Troubles troubles,
      InstantSource clock,
      MeterRegistry meters) {
    this.ingest = ingest;
    this.troubles = troubles;
    this.clock = clock;
    this.meters = meters;
    counter("weir.late", Stats::late);
    counter("weir.alerts", Stats::alerts);
    counter("weir.alerts.suppressed", Stats::suppressed);
    counter("weir.suspects.evicted", Stats::evictedSuspects);
    gauge("weir.suspects", ingest.detector(), detector -> detector.stats().liveSuspects());
    gauge("weir.pending.documents", ingest, Ingest::pending);
    for (Source source : sources) {
      gauge("weir.source.lag", source, Source::lag, "source", source.name());
    }
    for (Delivery delivery : deliveries) {
      gauge("weir.outbox.alerts", delivery, this::waiting, "sink", delivery.sink());
      gauge("weir.outbox.age.seconds", delivery, this::seconds, "sink", delivery.sink());
    }
  }

  /** Takes in what was met for the first time since the last time. */
  synchronized void refresh() {
    Stats now = ingest.detector().stats();
    keyed("weir.events", "kind", Stats::byKind, now);
    keyed("weir.malformed", "kind", Stats::malformed, now);
    keyed("weir.ignored", "reason", Stats::ignored, now);
    keyed("weir.exclusion.hits", "rule", Stats::excluded, now);
    keyed("weir.rule.faults", "rule", Stats::ruleFaults, now);
    for (String part : troubles.counts().keySet()) {
      if (known.add(part)) {
        gauge("weir.trouble", troubles, all -> all.now().containsKey(part) ? 1 : 0, "part", part);
      }
    }
  }

  private void keyed(String name, String tag, Function<Stats, Map<String, Long>> map, Stats now) {
    for (String key : map.apply(now).keySet()) {
      if (known.add(name + ' ' + key)) {
        counter(name, stats -> map.apply(stats).getOrDefault(key, 0L), tag, key);
      }
    }
  }

  private void counter(String name, ToDoubleFunction<Stats> value, String... tags) {
    FunctionCounter.builder(
            name, ingest.detector(), detector -> value.applyAsDouble(detector.stats()))
        .tags(tags)
        .register(meters);
  }

  private <T> void gauge(String name, T of, ToDoubleFunction<T> value, String... tags) {
    Gauge.builder(name, of, value).tags(tags).register(meters);
  }

  private double waiting(Delivery delivery) {
    return depth(delivery).alerts();
  }

  private double seconds(Delivery delivery) {
    Depth depth = depth(delivery);
    return depth.alerts() == 0 ? 0 : (clock.millis() - depth.oldestMillis()) / 1e3;
  }

  private static Depth depth(Delivery delivery) {
    try {
      return delivery.depth();
    } catch (IOException e) {
      return new Depth(0, 0); // the store's trouble is told by whoever writes to it
    }
  }
}
