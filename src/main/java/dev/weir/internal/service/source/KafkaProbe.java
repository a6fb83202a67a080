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
 * Asks the brokers now and then whether what a consumer is to read is there: a consumer that has
 * lost them says nothing, and tries again. For the thread of the consumer.
 */
final class KafkaProbe {

  private static final Duration INTERVAL = Duration.ofSeconds(5);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Duration GRACE = Duration.ofSeconds(20);

  private final KafkaSourceSettings settings;
  private final Consumer<?, ?> consumer;
  private final Troubles troubles;
  private long next = System.nanoTime();
  private long lastMember = System.nanoTime();

  KafkaProbe(KafkaSourceSettings settings, Consumer<?, ?> consumer, Troubles troubles) {
    this.settings = settings;
    this.consumer = consumer;
    this.troubles = troubles;
  }

  /** Asks, if it is time. */
  void ask() {
    if (System.nanoTime() - next < 0) {
      return;
    }
    if (isMember()) {
      lastMember = System.nanoTime();
    }
    String trouble = trouble();
    if (trouble != null) {
      troubles.met(settings.part(), trouble);
      putOff(RETRY);
    } else if (isMember()) {
      troubles.over(settings.part());
      putOff(INTERVAL);
    } else {
      putOff(RETRY); // whether it can read is yet to be seen
    }
  }

  /** Tells a trouble that is over already, and leaves it to be seen for a while. */
  void tell(String trouble) {
    troubles.met(settings.part(), trouble);
    putOff(INTERVAL);
  }

  private void putOff(Duration time) {
    next = System.nanoTime() + time.toNanos();
  }

  private @Nullable String trouble() {
    try {
      Set<TopicPartition> assigned = consumer.assignment();
      Set<String> missing = new TreeSet<>(settings.topics());
      assigned.forEach(partition -> missing.remove(partition.topic()));
      if (!missing.isEmpty()) {
        missing.removeAll(consumer.listTopics(PATIENCE).keySet());
      }
      if (!missing.isEmpty()) {
        return "there are no topics %s at %s: create them, correct their names, or permit reading them"
            .formatted(missing, settings.bootstrapServers());
      }
      consumer.endOffsets(assigned, PATIENCE);
    } catch (RetriableException e) {
      return "no answer from %s: is it up, and can it be reached? (%s)"
          .formatted(settings.bootstrapServers(), ErrorText.of(e));
    }
    return System.nanoTime() - lastMember > GRACE.toNanos()
        ? "cannot join group %s at %s: see the group's coordinator"
            .formatted(settings.group(), settings.bootstrapServers())
        : null;
  }

  /** Also without a partition: such a one waits for another member to go. */
  private boolean isMember() {
    return consumer.groupMetadata().generationId() >= 0;
  }
}
