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
 * Keeps records out that are larger than a topic takes, which would fail the transaction that they
 * are sent in, and every further try. Safe for any thread.
 */
final class SizeLimit {

  private static final Logger LOG = LoggerFactory.getLogger(SizeLimit.class);

  private final Counter refused;
  private volatile int bytes = Integer.MAX_VALUE;

  /** None, until it is {@link #set}. */
  SizeLimit(MeterRegistry meters) {
    this.refused =
        Counter.builder("weir.refused")
            .description("Records too large for the topic they belong to")
            .register(meters);
  }

  /**
   * The most from now on.
   *
   * @param most bytes of a record's value
   */
  void set(int most) {
    bytes = most;
  }

  /** Whether it may be sent; one that may not is counted and logged. */
  boolean admits(String sink, int size, Headers headers) {
    if (size <= bytes) {
      return true;
    }
    refused.increment();
    LOG.error(
        "{}: a record has {} bytes, over the {} that its topic takes: raise max.message.bytes there; {}",
        sink,
        size,
        bytes,
        StreamSupport.stream(headers.spliterator(), false)
            .map(one -> one.key() + " " + new String(one.value(), UTF_8))
            .collect(Collectors.joining(", ")));
    return false;
  }
}
