package dev.weir.internal.service.streams;

import dev.weir.Detector;
import dev.weir.PendingChanges;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The pending documents of a lane in a store with a changelog. The keys are numbers in the order of
 * arrival. Used only by the task's thread.
 */
final class PendingStore {

  /** The name of the store, also part of the changelog topic's name. */
  static final String NAME = "pending";

  /** A restore reads the whole changelog, so deleted documents must leave it soon. */
  private static final Map<String, String> CHANGELOG =
      Map.of(
          TopicConfig.SEGMENT_BYTES_CONFIG, String.valueOf(16 << 20),
          TopicConfig.SEGMENT_MS_CONFIG, "600000",
          TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG, "0.2",
          TopicConfig.DELETE_RETENTION_MS_CONFIG, "3600000");

  private final KeyValueStore<Long, byte[]> store;
  private final List<Long> restored = new ArrayList<>();
  private final PendingChanges changes;

  /** Passes the stored documents to the detector in the order of arrival. */
  PendingStore(KeyValueStore<Long, byte[]> store, Detector detector) {
    this.store = store;
    long last = 0;
    try (KeyValueIterator<Long, byte[]> all = store.all()) {
      while (all.hasNext()) {
        KeyValue<Long, byte[]> entry = all.next();
        restored.add(entry.key);
        detector.accept(entry.value);
        last = entry.key;
      }
    }
    this.changes = new PendingChanges(detector, last);
  }

  static StoreBuilder<KeyValueStore<Long, byte[]>> store(KeyValueBytesStoreSupplier supplier) {
    return Stores.keyValueStoreBuilder(supplier, Serdes.Long(), Serdes.ByteArray())
        .withLoggingEnabled(CHANGELOG);
  }

  /** Brings the contents of the store up to date. */
  void save() {
    PendingChanges.Changes since = changes.next();
    restored.forEach(store::delete); // those still pending now have a new number
    restored.clear();
    since.removed().forEach(store::delete);
    since.added().forEach(store::put);
  }

  int count() {
    return changes.count();
  }
}
