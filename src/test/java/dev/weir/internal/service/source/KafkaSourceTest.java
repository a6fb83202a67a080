package dev.weir.internal.service.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.internal.service.health.Troubles;
import dev.weir.testkit.KafkaBroker;
import dev.weir.testkit.RecordingFeed;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KafkaSourceTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final List<String> ALL = List.of("a1", "a2", "a3", "b1", "b2", "b3");

  private final KafkaBroker broker = KafkaBroker.shared();
  private final Troubles troubles = new Troubles();

  @Test
  void theFeedsPositionsWinAndACrashLosesAndRepeatsNothing() throws Exception {
    broker.createTopic("events", 1);
    send("events", "one", "two", null, "three");
    RecordingFeed feed = new RecordingFeed();
    feed.setPosition("kafka", "events-0", "1");
    run("events", feed, 3);
    assertThat(feed.texts()).containsExactly("two", "null", "three");
    assertThat(feed.taken().get(0))
        .isEqualTo(new RecordingFeed.Taken("kafka", "two", "events-0", 1));
    assertThat(feed.positions("kafka")).containsEntry("events-0", "4");

    feed.hold(100);
    send("events", "four");
    KafkaSource source = source("events");
    CompletableFuture<Void> running = start(source, feed);
    feed.awaitHeld(1);
    RecordingFeed next = feed.crash(0);
    source.close();
    run("events", next, 4);
    assertThat(next.texts()).containsExactly("two", "null", "three", "four");
    running.get();
  }

  @Test
  void onlyAMissingTopicIsATroubleNotAStartOrASpareMember() throws Exception {
    broker.createTopic("quiet", 1);
    send("quiet", "one");
    RecordingFeed feed = new RecordingFeed();
    Map<String, String> quick = Map.of("heartbeat.interval.ms", "300");
    whileRunning(
        source("quiet", "quiet", quick),
        feed,
        () -> {
          feed.awaitTaken(1);
          whileRunning(
              source("quiet", "quiet", quick), // has nothing to do until the first goes
              new RecordingFeed(),
              () -> await().until(() -> broker.partitionsOfMembers("quiet").contains(0)));
        });
    assertThat(troubles.counts()).isEmpty();

    whileRunning(
        source("nowhere"),
        feed,
        () -> await().until(() -> trouble().contains("topics [nowhere] not found")));
  }

  @Test
  void reportsDeletedRecordsAndContinuesAtTheBeginning() throws Exception {
    broker.createTopic("short", 1);
    send("short", "zero", "one", "two", "three", "four");
    broker.deleteBefore("short", 0, 3);
    RecordingFeed feed = new RecordingFeed();
    feed.setPosition("kafka", "short-0", "1");
    whileRunning(
        source("short"),
        feed,
        () -> {
          await().until(() -> trouble().contains("partition short-0 no longer has offsets 1 to 2"));
          assertThat(trouble()).contains("(2 lost)").contains("continues at 3");
          assertThat(feed.awaitTaken(2)).containsExactly("three", "four");
        });
  }

  @ParameterizedTest
  @CsvSource({
    "7, truncated or recreated",
    "-1, not an offset",
    "x, not an offset",
    "99999999999999999999, not an offset"
  })
  void reportsAnInvalidPositionAndLosesNothing(String position, String message) throws Exception {
    String topic = "odd" + Math.abs(position.hashCode());
    broker.createTopic(topic, 1);
    send(topic, "one");
    RecordingFeed feed = new RecordingFeed();
    feed.setPosition("kafka", topic + "-0", position);
    whileRunning(
        source(topic),
        feed,
        () -> {
          await().until(() -> trouble().contains(message));
          assertThat(feed.awaitTaken(1)).containsExactly("one");
        });
    assertThat(feed.positions("kafka")).containsEntry(topic + "-0", "1");
  }

  @Test
  void membersShareATopicAndTakeOverWithoutRepeating() throws Exception {
    broker.createTopic("shared", 2);
    RecordingFeed first = new RecordingFeed();
    RecordingFeed second = new RecordingFeed();
    first.hold(1);
    Map<String, String> quick =
        Map.of(
            "max.poll.interval.ms", "3000",
            "max.poll.records", "1",
            "heartbeat.interval.ms", "300");
    KafkaSource one = source("shared", "sharers", quick);
    KafkaSource two = source("shared", "sharers", quick);
    whileRunning(
        one,
        first,
        () -> {
          sendTo("shared", 0, "a1", "a2", "a3");
          sendTo("shared", 1, "b1", "b2", "b3");
          first.awaitHeld(1); // and the next waits to be taken
          whileRunning(
              two,
              second,
              () -> {
                await().until(() -> broker.partitionsOfMembers("sharers").equals(List.of(1, 1)));
                first.releaseAll();
                await().until(() -> both(first, second).containsAll(ALL));
                sendTo("shared", 0, "a4");
                sendTo("shared", 1, "b4");
                await().until(() -> both(first, second).containsAll(List.of("a4", "b4")));
              });
          sendTo("shared", 0, "a5");
          sendTo("shared", 1, "b5");
          await().until(() -> first.texts().containsAll(List.of("a5", "b5")));
        });
    assertThat(first.texts()).containsOnlyOnce("a5", "b5").isNotEmpty();
    assertThat(both(first, second)).containsOnlyOnce("a4", "b4", "a5", "b5");
  }

  @Test
  void readsAgainWhatItsOwnStoreLostButNotWhatAnotherMemberRead() throws Exception {
    broker.createTopic("taken-over", 1);
    send("taken-over", "one");
    RecordingFeed first = new RecordingFeed();
    run("taken-over", first, 1);
    send("taken-over", "two");
    RecordingFeed second = new RecordingFeed();
    run("taken-over", second, 1);
    assertThat(second.texts()).containsExactly("two");
    send("taken-over", "three");
    run("taken-over", first, 2);
    assertThat(first.texts()).containsExactly("one", "three");

    first.setPosition("kafka", "taken-over-0", "1"); // a power cut, or a backup
    run("taken-over", first, 4);
    assertThat(first.texts()).containsExactly("one", "three", "two", "three");
  }

  @Test
  void reportsALostBrokerAndContinuesWhenItIsBack() throws Exception {
    broker.createTopic("durable", 1);
    send("durable", "one");
    RecordingFeed feed = new RecordingFeed();
    whileRunning(
        source("durable"),
        feed,
        () -> {
          feed.awaitTaken(1);
          broker.kill();
          try {
            await().until(() -> trouble().contains("no answer from " + broker.address()));
          } finally {
            broker.restart();
          }
          send("durable", "two");
          assertThat(feed.awaitTaken(2)).containsExactly("one", "two");
          await().until(() -> trouble().isEmpty());
        });
  }

  @Test
  void anInvalidPropertyIsAnErrorWithoutSecrets() {
    Map<String, String> wrong =
        Map.of("security.protocol", "NONE", "sasl.jaas.config", "password=secret");
    KafkaSource source = source("events", "weir", wrong);
    assertThat(start(source, new RecordingFeed()))
        .failsWithin(PATIENCE)
        .withThrowableOfType(ExecutionException.class)
        .withRootCauseInstanceOf(ConfigException.class)
        .withMessageContaining("source kafka: ")
        .withMessageContaining("security.protocol")
        .withMessageNotContaining("secret");
    assertThatThrownBy(() -> source("a", "weir", Map.of("auto.offset.reset", "none")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must be earliest or latest");
  }

  private interface Steps {
    void run() throws Exception;
  }

  private static ConditionFactory await() {
    return Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20));
  }

  private String trouble() {
    return troubles.now().getOrDefault("source kafka", "");
  }

  private static List<String> both(RecordingFeed first, RecordingFeed second) {
    return Stream.concat(first.texts().stream(), second.texts().stream()).toList();
  }

  private void run(String topic, RecordingFeed feed, int count) throws Exception {
    whileRunning(source(topic), feed, () -> feed.awaitTaken(count));
  }

  private static void whileRunning(KafkaSource source, RecordingFeed feed, Steps steps)
      throws Exception {
    CompletableFuture<Void> running = start(source, feed);
    try {
      steps.run();
    } finally {
      source.close();
    }
    assertThat(running).succeedsWithin(PATIENCE);
  }

  private KafkaSource source(String topic) {
    return source(topic, "weir-" + topic, Map.of());
  }

  private KafkaSource source(String topic, String group, Map<String, String> properties) {
    return new KafkaSource(
        new KafkaSourceSettings("kafka", broker.address(), List.of(topic), group, properties, 4),
        troubles);
  }

  private static CompletableFuture<Void> start(KafkaSource source, RecordingFeed feed) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            source.run(feed);
          } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
          }
        },
        task -> new Thread(task, "source").start());
  }

  private void send(String topic, String... texts) throws Exception {
    sendTo(topic, 0, texts);
  }

  private void sendTo(String topic, int partition, String... texts) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.address()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (String text : texts) {
        byte[] value = text == null ? null : text.getBytes(UTF_8);
        producer.send(new ProducerRecord<>(topic, partition, null, value)).get();
      }
    }
  }
}
