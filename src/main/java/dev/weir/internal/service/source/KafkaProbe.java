package dev.weir.internal.service.source;

import dev.weir.internal.service.health.ErrorText;
import dev.weir.internal.service.health.Troubles;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/**
 * A periodic check that the brokers answer and the topics exist: a consumer that has lost them
 * retries silently. For the consumer's thread.
 */
final class KafkaProbe {

  private static final Duration INTERVAL = Duration.ofSeconds(5);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final Duration MAX_JOIN_TIME = Duration.ofSeconds(20);

  private final KafkaSourceSettings settings;
  private final Consumer<?, ?> consumer;
  private final Troubles troubles;
  private long nextNanos = System.nanoTime();
  private long memberNanos = System.nanoTime();

  KafkaProbe(KafkaSourceSettings settings, Consumer<?, ?> consumer, Troubles troubles) {
    this.settings = settings;
    this.consumer = consumer;
    this.troubles = troubles;
  }

  /** Checks, if it is time. */
  void checkIfDue() {
    if (System.nanoTime() - nextNanos < 0) {
      return;
    }
    if (isMember()) {
      memberNanos = System.nanoTime();
    }
    String trouble = trouble();
    if (trouble != null) {
      troubles.met(settings.part(), trouble);
      postpone(RETRY);
    } else if (isMember()) {
      troubles.over(settings.part());
      postpone(INTERVAL);
    } else {
      postpone(RETRY); // still joining the group
    }
  }

  /** Reports a trouble that is already over, and keeps it visible for a while. */
  void report(String trouble) {
    troubles.met(settings.part(), trouble);
    postpone(INTERVAL);
  }

  private void postpone(Duration time) {
    nextNanos = System.nanoTime() + time.toNanos();
  }

  private @Nullable String trouble() {
    try {
      Set<TopicPartition> assigned = consumer.assignment();
      Set<String> missing = new TreeSet<>(settings.topics());
      assigned.forEach(partition -> missing.remove(partition.topic()));
      if (!missing.isEmpty()) {
        missing.removeAll(consumer.listTopics(TIMEOUT).keySet());
      }
      if (!missing.isEmpty()) {
        return "topics %s not found at %s: create them, correct their names, or allow Weir to read them"
            .formatted(missing, settings.bootstrapServers());
      }
      consumer.endOffsets(assigned, TIMEOUT);
    } catch (RetriableException e) {
      return "no answer from %s: check that it is running and reachable (%s)"
          .formatted(settings.bootstrapServers(), ErrorText.of(e));
    }
    return System.nanoTime() - memberNanos > MAX_JOIN_TIME.toNanos()
        ? "cannot join group %s at %s: check the group's coordinator"
            .formatted(settings.group(), settings.bootstrapServers())
        : null;
  }

  /** Whether it is in the group, even without a partition. */
  private boolean isMember() {
    return consumer.groupMetadata().generationId() >= 0;
  }
}
