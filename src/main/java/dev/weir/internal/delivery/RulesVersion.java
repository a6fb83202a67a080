package dev.weir.internal.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * One record of the rules topic.
 *
 * @param offset its offset, which numbers the versions
 * @param rules the rules; null if the record is damaged
 * @param fault why it is damaged; empty if it is not
 */
public record RulesVersion(long offset, @Nullable PublishedRules rules, String fault) {

  private static final byte[] KEY = PublishedRules.KEY.getBytes(UTF_8);

  static RulesVersion of(ConsumerRecord<byte[], byte[]> record) {
    if (!Arrays.equals(KEY, record.key())) {
      return damaged(record, "its key is not \"" + PublishedRules.KEY + '"');
    }
    if (record.value() == null) {
      return damaged(record, "it has no value (a tombstone), so there are no rules in it");
    }
    try {
      return new RulesVersion(record.offset(), PublishedRules.parse(record.value()), "");
    } catch (IllegalArgumentException e) {
      return damaged(record, String.valueOf(e.getMessage()));
    }
  }

  private static RulesVersion damaged(ConsumerRecord<byte[], byte[]> record, String fault) {
    return new RulesVersion(record.offset(), null, fault);
  }
}
