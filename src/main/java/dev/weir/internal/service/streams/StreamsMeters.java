package dev.weir.internal.service.streams;

import dev.weir.internal.service.health.Troubles;
import dev.weir.internal.service.monitor.DetectorMeters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.processor.StateRestoreListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an instance shows of itself; docs/streams.md says what each meter means. */
final class StreamsMeters implements StateRestoreListener {

  private static final Logger LOG = LoggerFactory.getLogger(StreamsMeters.class);

  private final DetectorMeters detector;
  private final Timer restoreTime;
  private final Counter restored;
  private final Map<TopicPartition, Long> begun = new ConcurrentHashMap<>();

  /**
   * Registers the meters.
   *
   * @param state what Kafka Streams is at
   * @param metrics those of Kafka Streams and its clients
   */
  StreamsMeters(
      StreamsContext shared,
      List<String> input,
      Supplier<State> state,
      Supplier<Map<MetricName, ? extends Metric>> metrics,
      Troubles troubles,
      MeterRegistry meters) {
    this.detector = new DetectorMeters(shared.rules()::stats, troubles, meters);
    this.restoreTime =
        Timer.builder("weir.restore")
            .description("Time until a lane had what was pending in it")
            .register(meters);
    this.restored =
        Counter.builder("weir.restored.records")
            .description("Changelog records read to get there")
            .register(meters);
    Gauge.builder("weir.lanes", shared.rules(), TaskDetectors::lanes)
        .description("Lanes that run on this instance")
        .register(meters);
    Gauge.builder("weir.pending.documents", shared.pending(), LongAdder::sum)
        .description("Documents that would be read again after a restart")
        .register(meters);
    for (State one : State.values()) {
      Gauge.builder("weir.streams.state", state, now -> now.get() == one ? 1 : 0)
          .description("1 for what Kafka Streams is at")
          .tag("state", one.name())
          .strongReference(true)
          .register(meters);
    }
    for (String topic : input) {
      Gauge.builder("weir.source.lag", metrics, all -> lag(all.get(), topic))
          .description("Records of the topic's partitions here that have not been taken yet")
          .tag("source", topic)
          .strongReference(true)
          .register(meters);
    }
  }

  /** Looks at everything once; the meters show that until the next look. */
  void refresh() {
    detector.refresh();
  }

  private static double lag(Map<MetricName, ? extends Metric> metrics, String topic) {
    return metrics.entrySet().stream()
        .filter(one -> one.getKey().name().equals("records-lag"))
        .filter(one -> topic.equals(one.getKey().tags().get("topic")))
        .map(one -> one.getValue().metricValue())
        .filter(Double.class::isInstance)
        .mapToDouble(Double.class::cast)
        .filter(lag -> !Double.isNaN(lag))
        .sum();
  }

  @Override
  public void onRestoreStart(TopicPartition partition, String store, long from, long to) {
    begun.put(partition, System.nanoTime());
  }

  @Override
  public void onBatchRestored(TopicPartition partition, String store, long to, long count) {
    restored.increment((double) count);
  }

  @Override
  public void onRestoreEnd(TopicPartition partition, String store, long total) {
    Long began = begun.remove(partition);
    Duration took = Duration.ofNanos(began == null ? 0 : System.nanoTime() - began);
    restoreTime.record(took);
    if (total > 0) {
      LOG.info("{}: {} records restored in {} ms", partition, total, took.toMillis());
    }
  }

  @Override
  public void onRestoreSuspended(TopicPartition partition, String store, long total) {
    begun.remove(partition);
  }
}
