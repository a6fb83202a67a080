package dev.weir.internal.service.sink;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.internal.service.health.ErrorText;
import dev.weir.internal.service.store.RefusedAlert;
import dev.weir.internal.service.store.StoredAlert;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * A sink that sends alerts to a Kafka topic. The record key is the alert's id, which is also in the
 * header {@value #ID_HEADER}. A delivery succeeds when all in-sync replicas have it.
 */
public final class KafkaSink implements Sink {

  static final String ID_HEADER = "weir-alert-id";

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final KafkaSinkSettings settings;
  private @Nullable KafkaProducer<String, byte[]> producer;

  /** Connects on the first delivery. */
  public KafkaSink(KafkaSinkSettings settings) {
    this.settings = settings;
  }

  @Override
  public String name() {
    return settings.name();
  }

  @Override
  public String place() {
    return "topic %s at %s".formatted(settings.topic(), settings.bootstrapServers());
  }

  @Override
  public List<RefusedAlert> deliver(List<StoredAlert> alerts)
      throws IOException, InterruptedException {
    try {
      if (producer == null) {
        producer =
            new KafkaProducer<>(properties(), new StringSerializer(), new ByteArraySerializer());
      }
      return send(producer, alerts);
    } catch (KafkaException e) {
      close(); // some errors leave the producer unusable
      throw new IOException(
          "cannot send to topic %s at %s: %s"
              .formatted(settings.topic(), settings.bootstrapServers(), ErrorText.of(e)),
          e);
    }
  }

  private List<RefusedAlert> send(KafkaProducer<String, byte[]> producer, List<StoredAlert> alerts)
      throws InterruptedException {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    for (StoredAlert alert : alerts) {
      ProducerRecord<String, byte[]> record =
          new ProducerRecord<>(settings.topic(), alert.id(), alert.document());
      record.headers().add(ID_HEADER, alert.id().getBytes(UTF_8));
      sent.add(producer.send(record));
    }
    producer.flush();
    List<RefusedAlert> refused = new ArrayList<>();
    for (int i = 0; i < sent.size(); i++) {
      try {
        sent.get(i).get();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof RecordTooLargeException) {
          refused.add(new RefusedAlert(alerts.get(i), ErrorText.of(e.getCause())));
        } else {
          throw new KafkaException(ErrorText.of(e.getCause() == null ? e : e.getCause()), e);
        }
      }
    }
    return refused;
  }

  private Map<String, Object> properties() {
    Map<String, Object> all = new HashMap<>();
    all.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 30_000);
    all.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
    all.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000L);
    all.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    all.putAll(settings.properties());
    all.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
    all.put(ProducerConfig.ACKS_CONFIG, "all");
    all.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    return all;
  }

  @Override
  public void close() {
    if (producer != null) {
      producer.close(CLOSE_TIMEOUT);
      producer = null;
    }
  }
}
