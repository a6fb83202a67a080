package dev.weir.internal.service;

import dev.weir.internal.service.health.Troubles;
import dev.weir.internal.service.monitor.DetectorMeters;
import dev.weir.internal.service.source.Source;
import dev.weir.internal.service.store.OutboxDepth;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;

/** What a service shows of itself; docs/serve.md says what each meter means. */
final class ServiceMeters {

  private static final OutboxDepth NOTHING = new OutboxDepth(0, 0);

  private final DetectorMeters detector;
  private final InstantSource clock;
  private final MeterRegistry meters;
  private final List<OutboxDelivery> deliveries;
  private final Map<String, OutboxDepth> depths = new ConcurrentHashMap<>();

  ServiceMeters(
      Ingest ingest,
      List<Source> sources,
      List<OutboxDelivery> deliveries,
      Troubles troubles,
      InstantSource clock,
      MeterRegistry meters) {
    this.detector = new DetectorMeters(ingest.detector()::stats, troubles, meters);
    this.deliveries = deliveries;
    this.clock = clock;
    this.meters = meters;
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
    for (OutboxDelivery delivery : deliveries) {
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
    detector.refresh();
    deliveries.forEach(delivery -> depths.put(delivery.sink(), depth(delivery)));
  }

  private <T> void gauge(
      String name, String help, T of, ToDoubleFunction<T> value, String... tags) {
    Gauge.builder(name, of, value).description(help).tags(tags).register(meters);
  }

  private OutboxDepth depth(String sink) {
    return depths.getOrDefault(sink, NOTHING);
  }

  private double seconds(String sink) {
    OutboxDepth depth = depth(sink);
    return depth.alerts() == 0 ? 0 : (clock.millis() - depth.oldestMillis()) / 1e3;
  }

  private static OutboxDepth depth(OutboxDelivery delivery) {
    try {
      return delivery.depth();
    } catch (IOException e) {
      return NOTHING; // the store's trouble is told by whoever writes to it
    }
  }
}
