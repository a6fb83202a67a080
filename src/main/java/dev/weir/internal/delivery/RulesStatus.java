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
 * What both topics say: the newest published rules, and the status of each instance. Immutable.
 *
 * @param newest the newest version, which may be damaged; empty if there is none
 * @param instances by application and instance
 * @param damaged the keys of statuses that cannot be read, with the reason
 */
public record RulesStatus(
    Optional<RulesVersion> newest, List<InstanceStatus> instances, Map<String, String> damaged) {

  public RulesStatus {
    instances = List.copyOf(instances);
    damaged = Collections.unmodifiableMap(new TreeMap<>(damaged));
  }

  public static RulesStatus read(RulesTopicSettings settings) throws IOException {
    Optional<RulesVersion> newest = new RulesPublisher(settings).newest();
    Map<String, ConsumerRecord<byte[], byte[]>> last = new TreeMap<>();
    for (ConsumerRecord<byte[], byte[]> one : TopicReader.all(settings, settings.statusTopic())) {
      last.put(one.key() == null ? "" : new String(one.key(), UTF_8), one);
    }
    List<InstanceStatus> instances = new ArrayList<>();
    Map<String, String> damaged = new TreeMap<>();
    last.forEach(
        (key, one) -> {
          if (one.value() == null) {
            return; // it has ended
          }
          try {
            instances.add(InstanceStatus.parse(one.value()));
          } catch (IllegalArgumentException e) {
            damaged.put(key, String.valueOf(e.getMessage()));
          }
        });
    return new RulesStatus(newest, instances, damaged);
  }
}
