package dev.weir.internal.service.streams;

import dev.weir.internal.service.health.ErrorText;
import dev.weir.internal.service.health.Troubles;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reaction to the failure of a Kafka Streams thread. While brokers do not answer, it replaces
 * the thread as often as it takes. Other failures, such as a document that always fails, end the
 * instance when there are too many; a missing topic ends it at once. Safe for any thread.
 */
final class RestartPolicy implements StreamsUncaughtExceptionHandler {

  private static final Logger LOG = LoggerFactory.getLogger(RestartPolicy.class);

  /** The name of this part of the service in troubles. */
  static final String PART = "kafka streams";

  private static final int MAX_FAILURES = 5;
  private static final long WINDOW_NANOS = Duration.ofMinutes(10).toNanos();

  private final Troubles troubles;
  private final Consumer<Throwable> onFatal;
  private final LongSupplier nanoTime;
  private final Deque<Long> failures = new ArrayDeque<>();

  /** Calls {@code onFatal} with the failure that ends the instance. */
  RestartPolicy(Troubles troubles, Consumer<Throwable> onFatal, LongSupplier nanoTime) {
    this.troubles = troubles;
    this.onFatal = onFatal;
    this.nanoTime = nanoTime;
  }

  @Override
  public StreamThreadExceptionResponse handle(Throwable failure) {
    String message = message(failure);
    if (!causedBy(failure, RetriableException.class)) {
      LOG.error("a thread has failed: {}", message); // Kafka Streams logs the stack trace
      if (causedBy(failure, MissingSourceTopicException.class) || tooManyFailures()) {
        onFatal.accept(failure);
        return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
      }
    }
    troubles.met(PART, message);
    return StreamThreadExceptionResponse.REPLACE_THREAD;
  }

  private synchronized boolean tooManyFailures() {
    long now = nanoTime.getAsLong();
    failures.add(now);
    while (now - failures.element() > WINDOW_NANOS) {
      failures.remove();
    }
    return failures.size() > MAX_FAILURES;
  }

  private static boolean causedBy(Throwable failure, Class<? extends Throwable> type) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .anyMatch(type::isInstance);
  }

  /** The place according to Kafka Streams, followed by the root cause. */
  static String message(Throwable failure) {
    Throwable root = ErrorText.root(failure);
    String where = ErrorText.of(failure);
    return root == failure ? where : where + ": " + ErrorText.of(root);
  }
}
