package dev.weir.internal.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;

/**
 * A publisher of rules, which it does not check: that is up to the caller. It connects for each
 * call. For one thread.
 */
public record RulesPublisher(RulesTopicSettings settings) {

  /** The version that was published last, which may be damaged; empty if there is none. */
  public Optional<RulesVersion> newest() throws IOException {
    List<ConsumerRecord<byte[], byte[]>> all = TopicReader.all(settings, settings.topic());
    return all.isEmpty() ? Optional.empty() : Optional.of(RulesVersion.of(all.get(all.size() - 1)));
  }

  /** Publishes rules and reads them back. When this returns, all in-sync replicas have them. */
  public long publish(PublishedRules rules) throws IOException, InterruptedException {
    byte[] value = rules.toJson();
    if (value.length > TopicJson.MAX_BYTES) {
      throw new IOException(
          "the rules have %,d bytes; the limit is %,d"
              .formatted(value.length, TopicJson.MAX_BYTES));
    }
    long offset = write(value);
    for (ConsumerRecord<byte[], byte[]> one : TopicReader.all(settings, settings.topic())) {
      if (one.offset() == offset && Arrays.equals(one.value(), value)) {
        return offset;
      }
    }
    throw new IOException(
        "topic %s does not return what was written at offset %d; was something else published at the same time?"
            .formatted(settings.topic(), offset));
  }

  private long write(byte[] value) throws IOException, InterruptedException {
    try (KafkaProducer<byte[], byte[]> producer = settings.producer()) {
      byte[] key = PublishedRules.KEY.getBytes(UTF_8);
      return producer.send(new ProducerRecord<>(settings.topic(), key, value)).get().offset();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RecordTooLargeException) {
        throw new IOException(
            "the rules have %,d bytes, and topic %s rejects them even compressed; raise its max.message.bytes"
                .formatted(value.length, settings.topic()),
            e);
      }
      throw settings.failure(settings.topic(), e);
    } catch (KafkaException e) {
      throw settings.failure(settings.topic(), e);
    }
  }
}
