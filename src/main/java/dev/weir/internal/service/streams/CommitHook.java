package dev.weir.internal.service.streams;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * A callback before a task commits, in time to write to other stores in the same transaction. Kafka
 * Streams has no such callback, but it flushes the cache of a store before each commit: this store
 * has a cache, keeps nothing, and runs the task's action when the cache is flushed. A full cache is
 * flushed more often. Safe for any thread.
 */
final class CommitHook implements KeyValueBytesStoreSupplier {

  static final String NAME = "before-commit";

  private static final byte[] ANY = {1};

  private final Map<TaskId, Runnable> actions = new ConcurrentHashMap<>();

  /** The store, to be connected to the processor. */
  StoreBuilder<KeyValueStore<byte[], byte[]>> store() {
    return Stores.keyValueStoreBuilder(this, Serdes.ByteArray(), Serdes.ByteArray())
        .withCachingEnabled()
        .withLoggingDisabled();
  }

  /** Sets the task's action, which runs on the task's thread after each {@link #arm}. */
  void register(TaskId task, Runnable action) {
    actions.put(task, action);
  }

  void unregister(TaskId task, Runnable action) {
    actions.remove(task, action);
  }

  /** Requests the action before the next commit; {@code store} is the task's own. */
  static void arm(KeyValueStore<byte[], byte[]> store) {
    store.put(ANY, ANY);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String metricsScope() {
    return NAME;
  }

  @Override
  public KeyValueStore<Bytes, byte[]> get() {
    return new CallbackStore();
  }

  /** The store under the cache. */
  private final class CallbackStore implements KeyValueStore<Bytes, byte[]> {
    private @Nullable TaskId task;
    private boolean open;

    @Override
    public void init(StateStoreContext context, StateStore root) {
      task = context.taskId();
      context.register(root, (key, value) -> {});
      open = true;
    }

    @Override
    public void put(Bytes key, byte[] value) {
      Runnable action = task == null ? null : actions.get(task);
      if (action != null) {
        action.run();
      }
    }

    @Override
    public byte @Nullable [] putIfAbsent(Bytes key, byte[] value) {
      put(key, value);
      return null;
    }

    @Override
    public void putAll(List<KeyValue<Bytes, byte[]>> entries) {
      entries.forEach(entry -> put(entry.key, entry.value));
    }

    @Override
    public byte @Nullable [] delete(Bytes key) {
      return null;
    }

    @Override
    public byte @Nullable [] get(Bytes key) {
      return null;
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> range(Bytes from, Bytes to) {
      throw new UnsupportedOperationException();
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> all() {
      throw new UnsupportedOperationException();
    }

    @Override
    public long approximateNumEntries() {
      return 0;
    }

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public boolean persistent() {
      return false;
    }

    @Override
    public boolean isOpen() {
      return open;
    }

    @Override
    public void close() {
      open = false;
    }
  }
}
