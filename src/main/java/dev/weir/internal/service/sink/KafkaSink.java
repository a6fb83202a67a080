package dev.weir.internal.service.sink;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.internal.service.health.ErrorText;
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
 * Sends alerts to a topic: the key is the alert's id, which is also in the header {@value #HEADER}.
 * A delivery is done once all replicas in sync have it.
 */
public final class KafkaSink implements Sink {

  /** The header with the alert's id. */
  public static final String HEADER = "weir-alert-id";

  private static final Duration CLOSING = Duration.ofSeconds(5);

  private final KafkaSinkSettings settings;
  private @Nullable KafkaProducer<String, byte[]> producer;

  /**
   * A topic to send to; the first delivery connects.
   *
   * @param settings which, and how
   */
  public KafkaSink(KafkaSinkSettings settings) {
    this.settings = settings;
  }

  @Override
  public String name() {
    return settings.name();
  }

  @Override
  public List<RefusedAlert> deliver(List<OutgoingAlert> alerts)
      throws IOException, InterruptedException {
    try {
      if (producer == null) {
        producer =
            new KafkaProducer<>(properties(), new StringSerializer(), new ByteArraySerializer());
      }
      return send(producer, alerts);
    } catch (KafkaException e) {
      close(); // some errors leave a producer of no further use
      throw new IOException(
          "cannot send to topic %s at %s: %s"
              .formatted(settings.topic(), settings.bootstrapServers(), ErrorText.of(e)),
          e);
    }
  }

  private List<RefusedAlert> send(KafkaProducer<String, byte[]> to, List<OutgoingAlert> alerts)
      throws InterruptedException {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    for (OutgoingAlert alert : alerts) {
      ProducerRecord<String, byte[]> sending =
          new ProducerRecord<>(settings.topic(), alert.id(), alert.document());
      sending.headers().add(HEADER, alert.id().getBytes(UTF_8));
      sent.add(to.send(sending));
    }
    to.flush();
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
      producer.close(CLOSING);
      producer = null;
    }
  }
}
