package dev.weir.internal.service.streams;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.event.Origin;
import dev.weir.internal.read.EventReader;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;

/**
 * A processor that sets each record's key to the document's host, so that all events of a host
 * arrive in one partition. A document without a host gets its origin as the key, because Kafka
 * Streams drops records without one.
 */
final class HostRouter extends ContextualProcessor<byte[], byte[], byte[], byte[]> {

  private final EventReader reader = new EventReader();

  @Override
  public void process(Record<byte[], byte[]> record) {
    Origin origin = OriginHeader.read(record, context());
    Headers headers = new RecordHeaders();
    OriginHeader.write(origin, headers);
    byte[] document = record.value();
    String host = document == null ? null : reader.hostKey(document);
    String key = host == null ? origin.toString() : host;
    context().forward(new Record<>(key.getBytes(UTF_8), document, record.timestamp(), headers));
  }
}
