package dev.weir.internal.service.streams;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.Detector;
import dev.weir.event.Event;
import dev.weir.internal.read.EventReader;
import dev.weir.internal.service.health.Troubles;
import dev.weir.internal.service.monitor.DetectionTroubles;
import dev.weir.rule.RuleSet;
import dev.weir.testkit.Reference.Pair;
import dev.weir.testkit.ShippedRules;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.test.TestRecord;

/**
 * A lane without a broker, which commits after each record. It can be killed; the next one restores
 * the changelog.
 */
final class LaneDriver implements AutoCloseable {

  private final StreamsSettings settings;
  private final StreamsContext shared;
  private final TreeMap<Long, byte[]> changelog = new TreeMap<>();
  private final List<TestRecord<byte[], byte[]>> alerts = new ArrayList<>();
  private final List<TestRecord<byte[], byte[]>> late = new ArrayList<>();
  private final List<TestRecord<byte[], byte[]>> malformed = new ArrayList<>();
  private TopologyTestDriver driver;
  private TestInputTopic<byte[], byte[]> input;

  LaneDriver(Duration lateness) {
    this(
        StreamsSettings.defaults("unused:9092", List.of("events")),
        rules ->
            Detector.builder(rules)
                .lateness(lateness)
                .maxAlerts(Integer.MAX_VALUE, Duration.ofMinutes(5)));
  }

  LaneDriver(StreamsSettings settings, Function<RuleSet, Detector.Builder> detectors) {
    this.settings = settings;
    this.shared =
        new StreamsContext(
            new TaskDetectors(ShippedRules.get(), detectors),
            new DetectionTroubles(new Troubles()),
            new SizeLimit(new SimpleMeterRegistry()));
    start();
  }

  TaskDetectors detectors() {
    return shared.detectors();
  }

  private void start() {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, settings.application());
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    driver =
        new TopologyTestDriver(
            LaneTopology.of(settings, shared, new Restored(changelog)), properties);
    input = driver.createInputTopic("events", new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Simulates a crash and a restart from the changelog. */
  void restart() {
    collect();
    driver.close();
    start();
  }

  void send(String document) {
    send(document.getBytes(UTF_8));
  }

  void send(byte[] document) {
    input.pipeInput(document);
  }

  /** Sets the maximum record size of the topics. */
  void limit(int bytes) {
    shared.limit().set(bytes);
  }

  /** Advances the wall clock. */
  void pass(Duration time) {
    driver.advanceWallClockTime(time);
  }

  /** An event for each host of the documents, so late that all events before it are decided. */
  static List<byte[]> endOf(List<byte[]> documents) {
    EventReader reader = new EventReader();
    Map<String, byte[]> ends = new LinkedHashMap<>();
    for (byte[] document : documents) {
      String host = reader.hostKey(document);
      if (host != null) {
        Map<String, Object> end = new TreeMap<>(Map.of("@timestamp", "2026-01-01T00:00:00Z"));
        if (!host.equals(Event.NO_HOST)) {
          end.put("host.id", host);
        }
        ends.put(host, EventReader.toJson(end));
      }
    }
    return List.copyOf(ends.values());
  }

  List<TestRecord<byte[], byte[]>> alerts() {
    collect();
    return alerts;
  }

  List<TestRecord<byte[], byte[]>> late() {
    collect();
    return late;
  }

  List<TestRecord<byte[], byte[]>> malformed() {
    collect();
    return malformed;
  }

  /** The documents in the changelog, in the order of their keys. */
  List<byte[]> pending() {
    collect();
    return List.copyOf(changelog.values());
  }

  /** The pairs of the alerts. */
  Set<Pair> pairs() {
    Set<Pair> pairs = new TreeSet<>(dev.weir.testkit.Pairs.ORDER);
    for (TestRecord<byte[], byte[]> alert : alerts()) {
      pairs.add(AlertPairs.of(alert.value()));
    }
    return pairs;
  }

  private void collect() {
    alerts.addAll(output(settings.alerts()).readRecordsToList());
    late.addAll(output(settings.late()).readRecordsToList());
    malformed.addAll(output(settings.malformed()).readRecordsToList());
    for (TestRecord<Long, byte[]> change :
        driver
            .createOutputTopic(
                settings.application() + "-pending-changelog",
                new LongDeserializer(),
                new ByteArrayDeserializer())
            .readRecordsToList()) {
      if (change.value() == null) {
        changelog.remove(change.key());
      } else {
        changelog.put(change.key(), change.value());
      }
    }
  }

  private TestOutputTopic<byte[], byte[]> output(String topic) {
    return driver.createOutputTopic(
        topic, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  @Override
  public void close() {
    driver.close();
  }

  /** A store with the contents of the changelog; the test driver does not restore. */
  private record Restored(TreeMap<Long, byte[]> changelog) implements KeyValueBytesStoreSupplier {
    @Override
    public String name() {
      return PendingStore.NAME;
    }

    @Override
    public KeyValueStore<Bytes, byte[]> get() {
      KeyValueStore<Bytes, byte[]> store = Stores.inMemoryKeyValueStore(name()).get();
      changelog.forEach(
          (number, document) ->
              store.put(
                  Bytes.wrap(
                      new org.apache.kafka.common.serialization.LongSerializer()
                          .serialize("", number)),
                  document));
      return store;
    }

    @Override
    public String metricsScope() {
      return "in-memory";
    }
  }
}
