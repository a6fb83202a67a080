package dev.weir.internal.service.streams;

import dev.weir.internal.service.health.Troubles;
import dev.weir.internal.service.monitor.DetectorMeters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.processor.StateRestoreListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The meters of an instance; docs/streams.md describes each. */
final class StreamsMeters implements StateRestoreListener {

  private static final Logger LOG = LoggerFactory.getLogger(StreamsMeters.class);

  private final DetectorMeters detector;
  private final Supplier<Map<MetricName, ? extends Metric>> kafkaMetrics;
  private final Timer restoreTime;
  private final Counter restored;
  private final Map<TopicPartition, Long> restoreStarts = new ConcurrentHashMap<>();
  private volatile Map<String, Double> lags = Map.of();

  StreamsMeters(
      StreamsContext shared,
      List<String> input,
      Supplier<State> state,
      Supplier<Map<MetricName, ? extends Metric>> kafkaMetrics,
      Troubles troubles,
      MeterRegistry meters) {
    this.detector = new DetectorMeters(shared.detectors()::stats, troubles, meters);
    this.kafkaMetrics = kafkaMetrics;
    this.restoreTime =
        Timer.builder("weir.restore")
            .description("Time to restore the pending documents of a lane")
            .register(meters);
    this.restored =
        Counter.builder("weir.restored.records")
            .description("Changelog records read by restores")
            .register(meters);
    detector.gauge("weir.lanes", "Lanes that run on this instance", shared.detectors()::count);
    detector.gauge(
        "weir.pending.documents",
        "Documents that would be read again after a restart",
        shared.pendingDocuments()::sum);
    for (State one : State.values()) {
      detector.gauge(
          "weir.streams.state",
          "1 for the current state of Kafka Streams",
          () -> state.get() == one ? 1 : 0,
          "state",
          one.name());
    }
    for (String topic : input) {
      detector.gauge(
          "weir.source.lag",
          "Records not yet read from the topic's partitions of this instance",
          () -> lags.getOrDefault(topic, 0.0),
          "source",
          topic);
    }
  }

  /** Takes a new snapshot, which the meters show until the next call. */
  void refresh() {
    detector.refresh();
    lags =
        kafkaMetrics.get().entrySet().stream()
            .filter(one -> one.getKey().name().equals("records-lag"))
            .filter(one -> one.getKey().tags().containsKey("topic"))
            .collect(
                Collectors.groupingBy(
                    one -> one.getKey().tags().get("topic"),
                    Collectors.summingDouble(one -> lag(one.getValue()))));
  }

  private static double lag(Metric metric) {
    return metric.metricValue() instanceof Double lag && !lag.isNaN() ? lag : 0;
  }

  @Override
  public void onRestoreStart(TopicPartition partition, String store, long from, long to) {
    restoreStarts.put(partition, System.nanoTime());
  }

  @Override
  public void onBatchRestored(TopicPartition partition, String store, long to, long count) {
    restored.increment((double) count);
  }

  @Override
  public void onRestoreEnd(TopicPartition partition, String store, long total) {
    Long start = restoreStarts.remove(partition);
    Duration time = Duration.ofNanos(start == null ? 0 : System.nanoTime() - start);
    restoreTime.record(time);
    if (total > 0) {
      LOG.info("{}: restored {} records in {} ms", partition, total, time.toMillis());
    }
  }

  @Override
  public void onRestoreSuspended(TopicPartition partition, String store, long total) {
    restoreStarts.remove(partition);
  }
}
