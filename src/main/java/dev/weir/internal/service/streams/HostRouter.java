package dev.weir.internal.service.streams;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.event.Origin;
import dev.weir.internal.read.EventReader;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Gives each document the key of its host, so that all that must meet meets in one partition. What
 * is no event goes to any: its key is where it stands, as Kafka Streams drops records without one.
 */
final class HostRouter extends ContextualProcessor<byte[], byte[], byte[], byte[]> {

  private final EventReader reader = new EventReader();

  HostRouter() {}

  @Override
  public void process(Record<byte[], byte[]> record) {
    Origin origin = RecordPosition.of(record, context());
    Headers headers = new RecordHeaders();
    RecordPosition.write(origin, headers);
    byte[] document = record.value();
    String host = document == null ? null : reader.hostKey(document);
    String key = host == null ? origin.toString() : host;
    context().forward(new Record<>(key.getBytes(UTF_8), document, record.timestamp(), headers));
  }
}
