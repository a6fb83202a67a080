package dev.weir.internal.service.streams;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.event.Origin;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Where a document stands in the input, carried along with it as {@code topic-partition:offset}.
 */
final class RecordPosition {

  /** The header that says it. */
  static final String HEADER = "weir-origin";

  private static final Origin UNKNOWN = new Origin("unknown", 0);

  private RecordPosition() {}

  /**
   * Of the record that is being processed: what it brings along, or else where it stands itself.
   */
  static Origin of(Record<?, ?> record, ProcessingContext context) {
    Header header = record.headers().lastHeader(HEADER);
    if (header != null) {
      return parse(new String(header.value(), UTF_8));
    }
    return context
        .recordMetadata()
        .map(at -> new Origin(at.topic() + "-" + at.partition(), at.offset()))
        .orElse(UNKNOWN);
  }

  static void write(Origin place, Headers headers) {
    headers.add(HEADER, place.toString().getBytes(UTF_8));
  }

  private static Origin parse(String text) {
    int colon = text.lastIndexOf(':');
    return new Origin(text.substring(0, colon), Long.parseLong(text.substring(colon + 1)));
  }
}
