package dev.weir.internal.service.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.internal.service.store.RefusedAlert;
import dev.weir.internal.service.store.StoredAlert;
import dev.weir.testkit.AlertFixtures;
import dev.weir.testkit.KafkaBroker;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;

class KafkaSinkTest {

  private final KafkaBroker broker = KafkaBroker.shared();

  @Test
  void alertsArriveInOrderWithTheirIdsAndOneTooLargeIsRefused() throws Exception {
    broker.createTopic("alerts", 1);
    StoredAlert tooLarge = AlertFixtures.stored("id2", new byte[2 << 20]);
    try (KafkaSink sink = sink(broker.address(), Map.of())) {
      List<RefusedAlert> refused = sink.deliver(List.of(alert("id1"), tooLarge, alert("id3")));
      sink.deliver(List.of(alert("id4")));

      assertThat(refused).extracting(RefusedAlert::alert).containsExactly(tooLarge);
    }
    assertThat(read("alerts", 3))
        .extracting(
            one ->
                one.key()
                    + new String(one.headers().lastHeader(KafkaSink.ID_HEADER).value(), UTF_8)
                    + one.value())
        .containsExactly("id1id1{id1}", "id3id3{id3}", "id4id4{id4}");
  }

  @Test
  void anUnreachableBrokerIsReportedWithoutSecrets() throws Exception {
    Map<String, String> properties = Map.of("max.block.ms", "200", "ssl.key.password", "secret");
    try (KafkaSink sink = sink("127.0.0.1:1", properties)) {
      assertThatThrownBy(() -> sink.deliver(List.of(alert("id1"))))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("cannot send to topic alerts at 127.0.0.1:1: ")
          .hasMessageNotContaining("secret");
    }
    assertThat(new KafkaSinkSettings("kafka", "a:1", "alerts", properties).toString())
        .doesNotContain("secret");
  }

  private static KafkaSink sink(String address, Map<String, String> properties) {
    return new KafkaSink(new KafkaSinkSettings("kafka", address, "alerts", properties));
  }

  private static StoredAlert alert(String id) {
    return AlertFixtures.stored(id, ("{" + id + "}").getBytes(UTF_8));
  }

  private List<ConsumerRecord<String, String>> read(String topic, int count) {
    List<ConsumerRecord<String, String>> records = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", broker.address(), "auto.offset.reset", "earliest"),
            new StringDeserializer(),
            new StringDeserializer())) {
      consumer.assign(List.of(new TopicPartition(topic, 0)));
      for (int tries = 0; tries < 100 && records.size() < count; tries++) {
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
      }
    }
    return records;
  }
}
