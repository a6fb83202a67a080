package dev.weir.internal.service;

import dev.weir.internal.service.health.Troubles;
import dev.weir.internal.service.monitor.DetectorMeters;
import dev.weir.internal.service.source.Source;
import dev.weir.internal.service.store.OutboxDepth;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The gauges of a service; docs/serve.md describes each. */
final class ServiceMeters {

  private static final OutboxDepth EMPTY = new OutboxDepth(0, 0);

  private final DetectorMeters detector;
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
    DetectorMeters.gauge(
        meters,
        "weir.pending.documents",
        "Documents that would be read again after a restart",
        ingest,
        Ingest::pendingDocuments);
    for (Source source : sources) {
      DetectorMeters.gauge(
          meters,
          "weir.source.lag",
          "Backlog of the source, in its own unit",
          source,
          Source::lag,
          "source",
          source.name());
    }
    for (OutboxDelivery delivery : deliveries) {
      String sink = delivery.sink();
      DetectorMeters.gauge(
          meters,
          "weir.outbox.alerts",
          "Alerts that wait for a sink",
          sink,
          name -> depth(name).alerts(),
          "sink",
          sink);
      DetectorMeters.gauge(
          meters,
          "weir.outbox.age.seconds",
          "Age of the oldest alert that waits for a sink",
          sink,
          name -> ageSeconds(depth(name), clock.millis()),
          "sink",
          sink);
    }
  }

  /** Takes a new snapshot, which the gauges show until the next call. */
  synchronized void refresh() {
    detector.refresh();
    for (OutboxDelivery delivery : deliveries) {
      try {
        depths.put(delivery.sink(), delivery.depth());
      } catch (IOException e) {
        depths.remove(delivery.sink()); // whoever writes to the store reports its trouble
      }
    }
  }

  private OutboxDepth depth(String sink) {
    return depths.getOrDefault(sink, EMPTY);
  }

  private static double ageSeconds(OutboxDepth depth, long now) {
    return depth.alerts() == 0 ? 0 : (now - depth.oldestMillis()) / 1e3;
  }
}
