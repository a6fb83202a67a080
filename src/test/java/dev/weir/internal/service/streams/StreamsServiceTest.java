package dev.weir.internal.service.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.Detector;
import dev.weir.internal.service.health.Troubles;
import dev.weir.testkit.HostileStreams;
import dev.weir.testkit.KafkaBroker;
import dev.weir.testkit.Pairs;
import dev.weir.testkit.Reference;
import dev.weir.testkit.ShippedRules;
import dev.weir.testkit.Step;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaStreams.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Instances that start and stop, with a real broker. */
class StreamsServiceTest {

  private static final int PARTITIONS = 8;
  private static final int EVENTS = 4_000;

  /** More than the time between any two events: partitions are read one after another. */
  private static final Duration LATENESS = Duration.ofDays(3);

  private final KafkaBroker broker = KafkaBroker.shared();

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void instancesTogetherRaiseTheAlertsOfOneDetector(int count) throws Exception {
    StreamsSettings settings = topics("together-" + count, count == 4 ? 1 : 0);
    List<byte[]> events = events(count);
    List<StreamsService> services = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        services.add(started(settings));
      }
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> services.stream().allMatch(one -> one.state() == State.RUNNING));
      int half = events.size() / 2;
      send(settings, events.subList(0, half));
      awaitProcessed(settings);
      if (count > 1) {
        services.remove(0).stop(); // the others get its lanes and their pending documents
        services.add(started(settings));
      }
      send(settings, events.subList(half, events.size()));
      awaitProcessed(settings);
      send(settings, LaneDriver.endOf(events));
      awaitProcessed(settings);
    } finally {
      for (StreamsService one : services) {
        one.stop();
      }
    }

    List<Reference.Pair> pairs =
        read(settings.alerts()).stream().map(one -> AlertPairs.of(one.value())).toList();
    Set<Reference.Pair> expected = new TreeSet<>(Pairs.ORDER);
    expected.addAll(
        Reference.pairs(events.stream().map(event -> new String(event, UTF_8)).toList()));
    assertThat(expected).hasSizeGreaterThan(50);
    assertThat(pairs).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void waitsForMissingTopics() throws Exception {
    StreamsSettings settings = settings("missing", 0);
    Troubles troubles = new Troubles();
    StreamsService service = started(settings, troubles);
    try {
      await()
          .until(
              () ->
                  troubles.now().getOrDefault("topics", "").contains("[missing-alerts")
                      && troubles.now().get("topics").contains("missing-input"));
      broker.createTopic("missing-input", 1);
      try (Topics topics = new Topics(settings)) {
        assertThat(topics.create()).hasSize(3);
        assertThat(topics.create()).isEmpty();
      }
      // between two troubles there may be none for a moment
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> troubles.now().isEmpty() && service.state() == State.RUNNING);
    } finally {
      service.stop();
    }
  }

  @Test
  void reportsUnreachableBrokers() throws Exception {
    Troubles troubles = new Troubles();
    StreamsService service =
        started(StreamsSettings.defaults("127.0.0.1:1", List.of("events")), troubles);
    try {
      await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () ->
                  troubles.now().getOrDefault("topics", "").contains("no answer from 127.0.0.1:1"));
    } finally {
      service.stop();
    }
  }

  @Test
  void reloadsUnderLoadLoseAndDuplicateNothing() throws Exception {
    StreamsSettings settings = topics("reloaded", 0);
    TaskDetectors detectors = detectors(Duration.ZERO);
    StreamsService service =
        new StreamsService(settings, detectors, new Troubles(), new SimpleMeterRegistry());
    service.start();
    try {
      await().atMost(Duration.ofSeconds(60)).until(() -> service.state() == State.RUNNING);
      List<CompletableFuture<?>> changes = new ArrayList<>();
      for (int pair = 0; pair < 200; pair++) {
        String host = "host-" + pair % 20;
        send(
            settings.input().get(0),
            List.of(
                Step.exec("e" + pair, pair * 1_000).on(host).of("p" + pair).json(),
                Step.connection("n" + pair, pair * 1_000 + 10).on(host).of("p" + pair).json()),
            host);
        if (pair % 20 == 0) {
          changes.add(detectors.reload(ShippedRules.get()));
        }
      }
      awaitProcessed(settings);
      await().untilAsserted(() -> assertThat(changes).allMatch(CompletableFuture::isDone));
      assertThat(changes).noneMatch(CompletableFuture::isCompletedExceptionally);
    } finally {
      service.stop();
    }
    assertThat(read(settings.alerts()).stream().map(StreamsServiceTest::id).toList())
        .hasSize(200)
        .doesNotHaveDuplicates();
  }

  private static String id(ConsumerRecord<byte[], byte[]> alert) {
    return new String(alert.headers().lastHeader(OutputBuffer.ID).value(), UTF_8);
  }

  /** No two events have the same time: the order of arrival would decide, which partitions lose. */
  private static List<byte[]> events(long seed) {
    Set<Long> times = new HashSet<>();
    return HostileStreams.stream(seed, EVENTS).stream()
        .filter(
            line -> {
              OptionalLong time = Reference.timeOf(line);
              return time.isEmpty() || times.add(time.getAsLong());
            })
        .map(line -> line.getBytes(UTF_8))
        .toList();
  }

  private StreamsSettings settings(String name, int standbys) {
    StreamsSettings defaults = StreamsSettings.defaults(broker.address(), List.of(name + "-input"));
    return new StreamsSettings(
        name,
        defaults.bootstrapServers(),
        defaults.input(),
        name + "-alerts",
        name + "-late",
        name + "-malformed",
        false,
        PARTITIONS,
        1,
        standbys,
        Duration.ofMillis(100),
        Map.of());
  }

  private StreamsSettings topics(String name, int standbys) throws Exception {
    StreamsSettings settings = settings(name, standbys);
    broker.createTopic(name + "-input", PARTITIONS);
    try (Topics topics = new Topics(settings)) {
      topics.create();
    }
    return settings;
  }

  private static TaskDetectors detectors(Duration lateness) {
    return new TaskDetectors(
        ShippedRules.get(),
        rules ->
            Detector.builder(rules)
                .lateness(lateness)
                .maxAlerts(Integer.MAX_VALUE, Duration.ofMinutes(5)));
  }

  private static StreamsService started(StreamsSettings settings) {
    return started(settings, new Troubles());
  }

  private static StreamsService started(StreamsSettings settings, Troubles troubles) {
    StreamsService service =
        new StreamsService(settings, detectors(LATENESS), troubles, new SimpleMeterRegistry());
    service.start();
    return service;
  }

  /** Spreads the events over all partitions, including those of one host. */
  private void send(StreamsSettings settings, List<byte[]> events) {
    send(settings.input().get(0), events, null);
  }

  private void send(String topic, List<byte[]> events, String key) {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.address(), "linger.ms", 5),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int i = 0; i < events.size(); i++) {
        producer.send(
            key == null
                ? new ProducerRecord<>(topic, i % PARTITIONS, null, events.get(i))
                : new ProducerRecord<>(topic, key.getBytes(UTF_8), events.get(i)));
      }
    }
  }

  /** Waits until the group has committed all of the input, and of the topic by host. */
  private void awaitProcessed(StreamsSettings settings) {
    await()
        .atMost(Duration.ofSeconds(90))
        .pollInterval(Duration.ofMillis(200))
        .until(() -> lag(settings) == 0);
  }

  private long lag(StreamsSettings settings) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.address()))) {
      Map<TopicPartition, OffsetAndMetadata> committed =
          admin
              .listConsumerGroupOffsets(settings.application())
              .partitionsToOffsetAndMetadata()
              .get();
      Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
      for (int i = 0; i < PARTITIONS; i++) {
        ends.put(new TopicPartition(settings.input().get(0), i), OffsetSpec.latest());
        ends.put(
            new TopicPartition(settings.application() + "-events-repartition", i),
            OffsetSpec.latest());
      }
      long lag = 0;
      for (var end : admin.listOffsets(ends).all().get().entrySet()) {
        OffsetAndMetadata taken = committed.get(end.getKey());
        lag += end.getValue().offset() - (taken == null ? 0 : taken.offset());
      }
      return lag;
    }
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(
        Map.of(
            "bootstrap.servers",
            broker.address(),
            "isolation.level",
            "read_committed",
            "auto.offset.reset",
            "earliest"),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  private List<ConsumerRecord<byte[], byte[]>> read(String topic) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(one -> new TopicPartition(topic, one.partition()))
              .toList();
      consumer.assign(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
      while (partitions.stream().anyMatch(one -> consumer.position(one) < ends.get(one))) {
        consumer.poll(Duration.ofMillis(200)).forEach(all::add);
      }
      return all;
    }
  }
}
