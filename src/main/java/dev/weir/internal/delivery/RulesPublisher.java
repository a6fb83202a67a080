package dev.weir.internal.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * A publisher of rules, which it does not check: that is up to the caller. It connects for each
 * call. For one thread.
 */
public record RulesPublisher(RulesTopicSettings settings) {

  private static final byte[] KEY = PublishedRules.KEY.getBytes(UTF_8);

  /** The version that was published last, which may be damaged; empty if there is none. */
  public Optional<RulesVersion> newest() throws IOException {
    return new RulesVersions(settings)
        .of(TopicReader.all(settings, settings.topic())).stream().reduce((first, next) -> next);
  }

  /**
   * Publishes rules, signed if there is a key, and reads them back. When this returns, all in-sync
   * replicas have them. Fails if instances with these settings would refuse them.
   */
  public long publish(PublishedRules rules, @Nullable SigningKey key)
      throws IOException, InterruptedException {
    byte[] value = rules.toJson();
    Headers headers = new RecordHeaders();
    if (key != null) {
      headers.add(RulesVersion.SIGNATURE, key.sign(settings.topic(), value));
    }
    check(value, headers);
    long offset = write(value, headers);
    for (ConsumerRecord<byte[], byte[]> one : TopicReader.all(settings, settings.topic())) {
      if (one.offset() == offset && Arrays.equals(one.value(), value)) {
        return offset;
      }
    }
    throw new IOException(
        "topic %s does not return what was written at offset %d; was something else published at the same time?"
            .formatted(settings.topic(), offset));
  }

  /** Judges the record as an instance will. */
  private void check(byte[] value, Headers headers) throws IOException {
    RulesVersions versions = new RulesVersions(settings);
    versions.of(TopicReader.all(settings, settings.topic()));
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>(settings.topic(), 0, 0, KEY, value);
    headers.forEach(record.headers()::add);
    RulesVersion version = versions.next(record);
    if (version.rules() == null) {
      throw new IOException("instances would refuse the rules: " + version.fault());
    }
  }

  private long write(byte[] value, Headers headers) throws IOException, InterruptedException {
    try (KafkaProducer<byte[], byte[]> producer = settings.producer()) {
      return producer
          .send(new ProducerRecord<>(settings.topic(), null, KEY, value, headers))
          .get()
          .offset();
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
