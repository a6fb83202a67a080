package dev.weir.internal.service.streams;

import dev.weir.Detector;
import dev.weir.PendingChanges;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * What a lane has pending, in a store with a changelog, under running numbers: the keys are in the
 * order of arrival. For the task's thread.
 */
final class PendingStore {

  /** The store's name, which its changelog topic has, too. */
  static final String NAME = "pending";

  /** What is gone is soon gone from the changelog, which is read whole at a restore. */
  private static final Map<String, String> CHANGELOG =
      Map.of(
          TopicConfig.SEGMENT_BYTES_CONFIG, String.valueOf(16 << 20),
          TopicConfig.SEGMENT_MS_CONFIG, "600000",
          TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG, "0.2",
          TopicConfig.DELETE_RETENTION_MS_CONFIG, "3600000");

  private final KeyValueStore<Long, byte[]> store;
  private final List<Long> restored = new ArrayList<>();
  private final PendingChanges changes;

  /**
   * Goes on from what the store has.
   *
   * @param each given the documents in the order in which they arrived
   */
  PendingStore(KeyValueStore<Long, byte[]> store, Consumer<byte[]> each) {
    this.store = store;
    long last = 0;
    try (KeyValueIterator<Long, byte[]> all = store.all()) {
      while (all.hasNext()) {
        KeyValue<Long, byte[]> one = all.next();
        restored.add(one.key);
        each.accept(one.value);
        last = one.key;
      }
    }
    this.changes = new PendingChanges(last);
  }

  /**
   * The store, to be connected to the processor.
   *
   * @param kept what it is kept in
   */
  static StoreBuilder<KeyValueStore<Long, byte[]>> store(KeyValueBytesStoreSupplier kept) {
    return Stores.keyValueStoreBuilder(kept, Serdes.Long(), Serdes.ByteArray())
        .withLoggingEnabled(CHANGELOG);
  }

  /** Makes the store hold what is pending, and nothing else. */
  void keep(Detector detector) {
    PendingChanges.Changes since = changes.since(detector.pending());
    restored.forEach(store::delete); // what is left of those has a new number by now
    restored.clear();
    since.removed().forEach(store::delete);
    since.added().forEach(store::put);
  }

  int count() {
    return changes.count();
  }
}
