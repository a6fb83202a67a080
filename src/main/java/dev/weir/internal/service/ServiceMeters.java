package dev.weir.internal.service;

import dev.weir.internal.service.health.Troubles;
import dev.weir.internal.service.monitor.DetectorMeters;
import dev.weir.internal.service.sink.Sink;
import dev.weir.internal.service.source.Source;
import dev.weir.internal.service.store.OutboxDepth;
import dev.weir.internal.service.store.Store;
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
  private final Store store;
  private final List<String> sinks;
  private final Map<String, OutboxDepth> depths = new ConcurrentHashMap<>();

  ServiceMeters(
      Ingest ingest,
      Store store,
      List<Source> sources,
      List<Sink> sinks,
      Troubles troubles,
      InstantSource clock,
      MeterRegistry meters) {
    this.detector = new DetectorMeters(ingest::stats, troubles, meters);
    this.store = store;
    this.sinks = sinks.stream().map(Sink::name).toList();
    detector.gauge(
        "weir.pending.documents",
        "Documents that would be read again after a restart",
        ingest::pendingDocuments);
    for (Source source : sources) {
      String help = "Backlog of the source, in its own unit";
      detector.gauge("weir.source.lag", help, source::lag, "source", source.name());
    }
    for (String sink : this.sinks) {
      detector.gauge(
          "weir.outbox.alerts",
          "Alerts that wait for a sink",
          () -> depth(sink).alerts(),
          "sink",
          sink);
      detector.gauge(
          "weir.outbox.age.seconds",
          "Age of the oldest alert that waits for a sink",
          () -> ageSeconds(depth(sink), clock.millis()),
          "sink",
          sink);
    }
  }

  /** Takes a new snapshot, which the gauges show until the next call. */
  synchronized void refresh() {
    detector.refresh();
    for (String sink : sinks) {
      try {
        depths.put(sink, store.depth(sink));
      } catch (IOException e) {
        depths.remove(sink); // whoever writes to the store reports its trouble
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
