package dev.weir.internal.service.streams;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.event.Origin;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.processor.api.Record;

/** The record header with a document's place in the input, {@code topic-partition:offset}. */
final class OriginHeader {

  static final String NAME = "weir-origin";

  private static final Origin UNKNOWN = new Origin("unknown", 0);

  private OriginHeader() {}

  /** The origin in the header of the current record or, without a header, of the record itself. */
  static Origin read(Record<?, ?> record, ProcessingContext context) {
    Header header = record.headers().lastHeader(NAME);
    if (header != null) {
      return parse(new String(header.value(), UTF_8));
    }
    return context
        .recordMetadata()
        .map(at -> new Origin(at.topic() + "-" + at.partition(), at.offset()))
        .orElse(UNKNOWN);
  }

  static void write(Origin origin, Headers headers) {
    headers.add(NAME, origin.toString().getBytes(UTF_8));
  }

  private static Origin parse(String text) {
    int colon = text.lastIndexOf(':');
    return new Origin(text.substring(0, colon), Long.parseLong(text.substring(colon + 1)));
  }
}
