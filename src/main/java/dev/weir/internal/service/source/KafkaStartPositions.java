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
 * The offsets at which a consumer starts. The feed's position wins over this source's own commit,
 * which may be ahead of it after a power cut. But if another member of the group has committed a
 * later offset, reading continues there. To tell the two apart, commits carry the member's id.
 */
final class KafkaStartPositions {

  /** The key of this member's id in the positions; not the name of a partition. */
  static final String MEMBER = "member";

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

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

  /** This member's id, to be saved with positions and committed with offsets. */
  String member() {
    return member;
  }

  /** Moves the consumer to the start of newly assigned partitions. */
  void seek(Collection<TopicPartition> partitions) {
    Map<String, String> positions = feed.positions(settings.name());
    Map<TopicPartition, OffsetAndMetadata> committed =
        consumer.committed(new HashSet<>(partitions), TIMEOUT);
    for (TopicPartition partition : partitions) {
      Long saved = offset(partition, positions.get(partition.toString()));
      OffsetAndMetadata latest = committed.get(partition);
      if (saved != null && (latest == null || isMine(latest) || latest.offset() <= saved)) {
        consumer.seek(partition, saved);
      } else if (latest != null) {
        consumer.seek(partition, latest.offset());
      } else if (settings.isFromEnd()) {
        consumer.seekToEnd(List.of(partition));
      } else {
        consumer.seekToBeginning(List.of(partition));
      }
    }
  }

  /** Moves the consumer to the beginning of partitions that lack the wanted offset. */
  void recover(Map<TopicPartition, Long> missing) {
    Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(missing.keySet(), TIMEOUT);
    for (Map.Entry<TopicPartition, Long> one : missing.entrySet()) {
      TopicPartition partition = one.getKey();
      long from = one.getValue();
      Long beginning = beginnings.get(partition);
      if (beginning == null) {
        continue; // the partition is gone: the next poll fails
      }
      probe.report(message(partition, from, beginning));
      consumer.seek(partition, beginning);
    }
  }

  private static String message(TopicPartition partition, long from, long beginning) {
    return from < beginning
        ? "partition %s no longer has offsets %d to %d (%d lost): increase the topic's retention; reading continues at %d"
            .formatted(partition, from, beginning - 1, beginning - from, beginning)
        : "partition %s ends before offset %d: it was truncated or recreated; reading continues at its beginning, %d"
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
      probe.report(
          "the saved position of partition %s is not an offset: \"%s\"; reading starts at the committed offset of the group"
              .formatted(partition, saved));
      return null;
    }
    return Long.valueOf(saved);
  }
}
