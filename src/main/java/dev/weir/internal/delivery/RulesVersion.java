package dev.weir.internal.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * One record of the rules topic.
 *
 * @param offset its offset, which numbers the versions
 * @param rules the rules; null if they must not be used
 * @param fault why it must not be used; empty if it may
 * @param signer the id of the key that it is signed with; empty if no keys are set
 */
public record RulesVersion(
    long offset, @Nullable PublishedRules rules, String fault, String signer) {

  /** The header of a record with its signature. */
  static final String SIGNATURE = "weir-signature";

  private static final byte[] KEY = PublishedRules.KEY.getBytes(UTF_8);

  /** Reads a record, which one of the keys must have signed if there are any. */
  static RulesVersion of(ConsumerRecord<byte[], byte[]> record, List<PublisherKey> keys) {
    if (!Arrays.equals(KEY, record.key())) {
      return damaged(record, "its key is not \"" + PublishedRules.KEY + '"');
    }
    if (record.value() == null) {
      return damaged(record, "it has no value (a tombstone), so there are no rules in it");
    }
    Header signature = record.headers().lastHeader(SIGNATURE);
    if (signature == null && !keys.isEmpty()) {
      return damaged(record, "it is not signed");
    }
    String signer = signature == null ? "" : signer(record, signature.value(), keys);
    if (signer.isEmpty() && !keys.isEmpty()) {
      return damaged(
          record,
          "its signature does not fit; it was signed with a key that is not among `public-keys`, or for another topic, or was changed since");
    }
    try { // not before, so that a stranger's record is never parsed
      return new RulesVersion(record.offset(), PublishedRules.parse(record.value()), "", signer);
    } catch (IllegalArgumentException e) {
      return damaged(record, String.valueOf(e.getMessage()));
    }
  }

  private static String signer(
      ConsumerRecord<byte[], byte[]> record, byte[] signature, List<PublisherKey> keys) {
    return keys.stream()
        .filter(key -> key.verifies(record.topic(), record.value(), signature))
        .map(PublisherKey::id)
        .findFirst()
        .orElse("");
  }

  static RulesVersion damaged(ConsumerRecord<byte[], byte[]> record, String fault) {
    return new RulesVersion(record.offset(), null, fault, "");
  }
}
