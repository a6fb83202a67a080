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
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** What a service shows of itself; docs/serve.md says what each meter means. */
final class ServiceMeters {

  private static final Depth NOTHING = new Depth(0, 0);

  private final Ingest ingest;
  private final Troubles troubles;
  private final InstantSource clock;
  private final MeterRegistry meters;
  private final List<Delivery> deliveries;
  private final Set<String> known = new HashSet<>();
  private final Map<String, Depth> depths = new ConcurrentHashMap<>();
  private volatile Stats stats;

  ServiceMeters(
      Ingest ingest,
      List<Source> sources,
      List<Delivery> deliveries,
      Troubles troubles,
      InstantSource clock,
      MeterRegistry meters) {
    this.ingest = ingest;
    this.deliveries = deliveries;
    this.stats = ingest.detector().stats();
    this.troubles = troubles;
    this.clock = clock;
    this.meters = meters;
    counter("weir.late", "Events that came too late", Stats::late);
    counter("weir.alerts", "Alerts raised", Stats::alerts);
    counter("weir.alerts.suppressed", "Alerts left out by the cap", Stats::suppressed);
    counter(
        "weir.suspects.evicted",
        "Suspects let go early by the bound on memory",
        Stats::evictedSuspects);
    gauge(
        "weir.suspects",
        "Suspects that wait for their next step",
        this,
        last -> last.stats.liveSuspects());
    gauge(
        "weir.pending.documents",
        "Documents that would be read again after a restart",
        ingest,
        Ingest::pending);
    for (Source source : sources) {
      gauge(
          "weir.source.lag",
          "What has not been taken yet, in the source's unit",
          source,
          Source::lag,
          "source",
          source.name());
    }
    for (Delivery delivery : deliveries) {
      gauge(
          "weir.outbox.alerts",
          "Alerts that wait for a sink",
          delivery.sink(),
          sink -> depth(sink).alerts(),
          "sink",
          delivery.sink());
      gauge(
          "weir.outbox.age.seconds",
          "How long the oldest of them has waited",
          delivery.sink(),
          this::seconds,
          "sink",
          delivery.sink());
    }
  }

  /** Looks at everything once; the meters show that until the next look. */
  synchronized void refresh() {
    Stats now = ingest.detector().stats();
    stats = now;
    deliveries.forEach(delivery -> depths.put(delivery.sink(), depth(delivery)));
    keyed("weir.events", "Events by what they are", "kind", Stats::byKind, now);
    keyed("weir.malformed", "Documents that are no JSON objects", "kind", Stats::malformed, now);
    keyed("weir.ignored", "Documents that take no part", "reason", Stats::ignored, now);
    keyed("weir.exclusion.hits", "Suspects taken out, by exclusion", "rule", Stats::excluded, now);
    keyed("weir.rule.faults", "Exceptions that rules threw", "rule", Stats::ruleFaults, now);
    for (String part : troubles.counts().keySet()) {
      if (known.add(part)) {
        gauge(
            "weir.trouble",
            "1 while a part of the service cannot do its work",
            troubles,
            all -> all.now().containsKey(part) ? 1 : 0,
            "part",
            part);
      }
    }
  }

  private void keyed(
      String name, String help, String tag, Function<Stats, Map<String, Long>> map, Stats now) {
    for (String key : map.apply(now).keySet()) {
      if (known.add(name + ' ' + key)) {
        counter(name, help, last -> map.apply(last).getOrDefault(key, 0L), tag, key);
      }
    }
  }

  private void counter(String name, String help, ToDoubleFunction<Stats> value, String... tags) {
    FunctionCounter.builder(name, this, last -> value.applyAsDouble(last.stats))
        .description(help)
        .tags(tags)
        .register(meters);
  }

  private <T> void gauge(
      String name, String help, T of, ToDoubleFunction<T> value, String... tags) {
    Gauge.builder(name, of, value).description(help).tags(tags).register(meters);
  }

  private Depth depth(String sink) {
    return depths.getOrDefault(sink, NOTHING);
  }

  private double seconds(String sink) {
    Depth depth = depth(sink);
    return depth.alerts() == 0 ? 0 : (clock.millis() - depth.oldestMillis()) / 1e3;
  }

  private static Depth depth(Delivery delivery) {
    try {
      return delivery.depth();
    } catch (IOException e) {
      return NOTHING; // the store's trouble is told by whoever writes to it
    }
  }
}
