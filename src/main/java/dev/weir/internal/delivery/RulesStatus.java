package dev.weir.internal.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What was published last, and what instances say of it. Immutable.
 *
 * @param newest the newest version, which may be damaged; empty if there is none
 * @param receipts each instance's newest receipt, by application and instance
 * @param damaged the keys of receipts that cannot be read, with why
 */
public record RulesStatus(
    Optional<RulesVersion> newest, List<InstanceStatus> receipts, Map<String, String> damaged) {

  /**
   * Copies the values.
   *
   * @param newest as described above
   * @param receipts as described above
   * @param damaged as described above
   */
  public RulesStatus {
    receipts = List.copyOf(receipts);
    damaged = Collections.unmodifiableMap(new TreeMap<>(damaged));
  }

  /**
   * Reads both topics.
   *
   * @param settings where they are
   * @return what they say now
   * @throws IOException if one is not there, or nobody answers
   */
  public static RulesStatus read(RulesTopicSettings settings) throws IOException {
    Optional<RulesVersion> newest = new RulesPublisher(settings).newest();
    Map<String, ConsumerRecord<byte[], byte[]>> last = new TreeMap<>();
    for (ConsumerRecord<byte[], byte[]> one : TopicReader.all(settings, settings.statusTopic())) {
      last.put(one.key() == null ? "" : new String(one.key(), UTF_8), one);
    }
    List<InstanceStatus> receipts = new ArrayList<>();
    Map<String, String> damaged = new TreeMap<>();
    last.forEach(
        (key, one) -> {
          if (one.value() == null) {
            return; // it has ended
          }
          try {
            receipts.add(InstanceStatus.parse(one.value()));
          } catch (IllegalArgumentException e) {
            damaged.put(key, String.valueOf(e.getMessage()));
          }
        });
    return new RulesStatus(newest, receipts, damaged);
  }
}
