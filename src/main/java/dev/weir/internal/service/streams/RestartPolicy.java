package dev.weir.internal.service.streams;

import dev.weir.internal.service.health.ErrorText;
import dev.weir.internal.service.health.Troubles;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of an instance of which a thread has failed. A document that nothing can be done
 * with fails again and again, and so does a topic that is gone: after some tries the instance ends,
 * and says why. Brokers that do not answer are waited for as long as it takes. Safe for any thread.
 */
final class RestartPolicy implements StreamsUncaughtExceptionHandler {

  private static final Logger LOG = LoggerFactory.getLogger(RestartPolicy.class);

  /** What a thread that has failed is met as. */
  static final String PART = "kafka streams";

  private static final int MOST = 5;
  private static final long WITHIN_NANOS = Duration.ofMinutes(10).toNanos();

  private final Troubles troubles;
  private final Consumer<Throwable> fatal;
  private final LongSupplier nanoTime;
  private final Deque<Long> failures = new ArrayDeque<>();

  /**
   * No failures so far.
   *
   * @param fatal told of the failure that ends the instance
   * @param nanoTime the time, as {@link System#nanoTime} has it
   */
  RestartPolicy(Troubles troubles, Consumer<Throwable> fatal, LongSupplier nanoTime) {
    this.troubles = troubles;
    this.fatal = fatal;
    this.nanoTime = nanoTime;
  }

  @Override
  public StreamThreadExceptionResponse handle(Throwable failure) {
    String message = message(failure);
    if (causedBy(failure, RetriableException.class)) {
      troubles.met(PART, message);
      return StreamThreadExceptionResponse.REPLACE_THREAD;
    }
    LOG.error("a thread has failed: {}", message); // Kafka Streams logs the trace
    if (causedBy(failure, MissingSourceTopicException.class) || isOneTooMany()) {
      fatal.accept(failure);
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }
    troubles.met(PART, message);
    return StreamThreadExceptionResponse.REPLACE_THREAD;
  }

  private synchronized boolean isOneTooMany() {
    long now = nanoTime.getAsLong();
    failures.add(now);
    while (now - failures.element() > WITHIN_NANOS) {
      failures.remove();
    }
    return failures.size() > MOST;
  }

  private static boolean causedBy(Throwable failure, Class<? extends Throwable> type) {
    for (Throwable one = failure; one != null; one = one.getCause()) {
      if (type.isInstance(one)) {
        return true;
      }
    }
    return false;
  }

  /** Where, as Kafka Streams says it, and at last why. */
  static String message(Throwable failure) {
    Throwable root = ErrorText.root(failure);
    String where = ErrorText.of(failure);
    return root == failure ? where : where + ": " + ErrorText.of(root);
  }
}
