package dev.weir.internal.service.source;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Where a consumer begins with partitions. What a feed has saved wins over what its own source has
 * committed to the group, which may be ahead of it after a power cut; but if another member of the
 * group has been further, then it goes on from there. So commits carry who made them.
 */
final class KafkaStartPositions {

  /** The part of the positions that is the name of this member; no partition is called so. */
  static final String MEMBER = "member";

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final KafkaSourceSettings settings;
  private final Consumer<?, ?> consumer;
  private final Feed feed;
  private final KafkaProbe probe;
  private final String member;

  KafkaStartPositions(
      KafkaSourceSettings settings, Consumer<?, ?> consumer, Feed feed, KafkaProbe probe) {
    this.settings = settings;
    this.consumer = consumer;
    this.feed = feed;
    this.probe = probe;
    String saved = feed.positions(settings.name()).get(MEMBER);
    this.member = saved == null ? UUID.randomUUID().toString() : saved;
  }

  /** Who commits, to be saved with positions and committed with offsets. */
  String member() {
    return member;
  }

  /** Begins with partitions. */
  void begin(Collection<TopicPartition> partitions) {
    Map<String, String> positions = feed.positions(settings.name());
    Map<TopicPartition, OffsetAndMetadata> committed =
        consumer.committed(new HashSet<>(partitions), PATIENCE);
    for (TopicPartition partition : partitions) {
      Long saved = offset(partition, positions.get(partition.toString()));
      OffsetAndMetadata shown = committed.get(partition);
      if (saved != null && (shown == null || isMine(shown) || shown.offset() <= saved)) {
        consumer.seek(partition, saved);
      } else if (shown != null) {
        consumer.seek(partition, shown.offset());
      } else if (settings.isFromEnd()) {
        consumer.seekToEnd(List.of(partition));
      } else {
        consumer.seekToBeginning(List.of(partition));
      }
    }
  }

  /** Goes on at the beginning of partitions that do not have what is to be read of them. */
  void skip(Map<TopicPartition, Long> missing) {
    Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(missing.keySet(), PATIENCE);
    for (Map.Entry<TopicPartition, Long> one : missing.entrySet()) {
      TopicPartition partition = one.getKey();
      long from = one.getValue();
      Long beginning = beginnings.get(partition);
      if (beginning == null) {
        continue; // gone altogether: the next poll tells
      }
      probe.tell(whatIsLost(partition, from, beginning));
      consumer.seek(partition, beginning);
    }
  }

  private static String whatIsLost(TopicPartition partition, long from, long beginning) {
    return from < beginning
        ? "partition %s no longer has offsets %d to %d: %d are lost; lengthen the topic's retention; it goes on at %d"
            .formatted(partition, from, beginning - 1, beginning - from, beginning)
        : "partition %s ends before offset %d: it was truncated or created anew; it goes on at its beginning, %d"
            .formatted(partition, from, beginning);
  }

  private boolean isMine(OffsetAndMetadata committed) {
    return committed.metadata().equals(member);
  }

  private @Nullable Long offset(TopicPartition partition, @Nullable String saved) {
    if (saved == null) {
      return null;
    }
    if (!saved.matches("\\d{1,18}")) {
      probe.tell(
          "the saved position of partition %s is no offset: \"%s\"; it begins where the group has committed"
              .formatted(partition, saved));
      return null;
    }
    return Long.valueOf(saved);
  }
}
