package dev.weir.internal.delivery;

import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The versions of a rules topic, judged in the order of their records. If there are keys, a version
 * must be signed by one of them, and must not have been published before an earlier version, so
 * that nobody can bring old rules back. For one thread.
 */
final class RulesVersions {

  private final List<PublisherKey> keys;
  private Instant newest = Instant.MIN;

  RulesVersions(RulesTopicSettings settings) {
    this.keys = settings.publicKeys();
  }

  List<RulesVersion> of(List<ConsumerRecord<byte[], byte[]>> records) {
    return records.stream().map(this::next).toList();
  }

  RulesVersion next(ConsumerRecord<byte[], byte[]> record) {
    RulesVersion version = RulesVersion.of(record, keys);
    PublishedRules rules = version.rules();
    if (rules == null || keys.isEmpty()) {
      return version;
    }
    if (rules.published().isBefore(newest)) {
      return RulesVersion.damaged(
          record,
          "it was published at %s, before an earlier version on the topic (%s), so it is an old one again"
              .formatted(rules.published(), newest));
    }
    newest = rules.published();
    return version;
  }
}
