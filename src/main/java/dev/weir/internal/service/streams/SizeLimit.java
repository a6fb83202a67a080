package dev.weir.internal.service.streams;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.kafka.common.header.Headers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A limit on the size of output records. A record that is too large for its topic would fail its
 * transaction and every retry, so it is counted, logged and dropped. Safe for any thread.
 */
final class SizeLimit {

  private static final Logger LOG = LoggerFactory.getLogger(SizeLimit.class);

  private final Counter refused;
  private volatile int maxBytes = Integer.MAX_VALUE;

  SizeLimit(MeterRegistry meters) {
    this.refused =
        Counter.builder("weir.refused")
            .description("Records dropped because they are too large for their topic")
            .register(meters);
  }

  /** Sets the maximum size of a record's value in bytes. */
  void set(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  boolean admits(String sink, int bytes, Headers headers) {
    if (bytes <= maxBytes) {
      return true;
    }
    refused.increment();
    LOG.error(
        "{}: dropped a record of {} bytes, because its topic accepts {}: raise max.message.bytes of"
            + " the topic; {}",
        sink,
        bytes,
        maxBytes,
        StreamSupport.stream(headers.spliterator(), false)
            .map(header -> header.key() + " " + new String(header.value(), UTF_8))
            .collect(Collectors.joining(", ")));
    return false;
  }
}
