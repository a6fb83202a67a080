package dev.weir.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.health.Troubles;
import dev.weir.testkit.KafkaBroker;
import dev.weir.testkit.RecordingFeed;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class KafkaSourceTest {

  private final KafkaBroker broker = KafkaBroker.shared();

  @Test
  void thePositionsOfTheFeedWinAndACrashLosesAndDoublesNothing() throws Exception {
    broker.createTopic("events", 1);
    send("events", "one", "two", null, "three");
    RecordingFeed feed = new RecordingFeed();
    feed.setPosition("kafka", "events-0", "1");
    run("events", feed, 3);
    assertThat(feed.texts()).containsExactly("two", "", "three");
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
    assertThat(next.texts()).containsExactly("two", "", "three", "four");
    running.get();
  }

  private void run(String topic, RecordingFeed feed, int count) throws Exception {
    KafkaSource source = source(topic);
    CompletableFuture<Void> running = start(source, feed);
    feed.awaitTaken(count);
    source.close();
    running.get();
  }

  private KafkaSource source(String topic) {
    return new KafkaSource(
        new KafkaSourceSettings("kafka", broker.address(), List.of(topic), "weir", Map.of(), 4),
        new Troubles());
  }

  private static CompletableFuture<Void> start(KafkaSource source, RecordingFeed feed) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            source.run(feed);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private void send(String topic, String... texts) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.address()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (String text : texts) {
        producer
            .send(new ProducerRecord<>(topic, text == null ? null : text.getBytes(UTF_8)))
            .get();
      }
    }
  }
}
