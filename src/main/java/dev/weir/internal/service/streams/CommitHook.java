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
 * Tells a task's processor that the task is about to commit, in time to write to other stores in
 * the same transaction. Kafka Streams has no such call; but a store's cache is written to the store
 * beneath it before each commit. So here is a store that keeps nothing and tells what it is given,
 * beneath a cache. A cache that is full tells more often. Safe for any thread.
 */
final class CommitHook implements KeyValueBytesStoreSupplier {

  /** The store's name. */
  static final String NAME = "before-commit";

  private static final byte[] SOMETHING = {1};

  private final Map<TaskId, Runnable> tasks = new ConcurrentHashMap<>();

  CommitHook() {}

  /** The store, to be connected to the processor. */
  StoreBuilder<KeyValueStore<byte[], byte[]>> store() {
    return Stores.keyValueStoreBuilder(this, Serdes.ByteArray(), Serdes.ByteArray())
        .withCachingEnabled()
        .withLoggingDisabled();
  }

  /**
   * Names what a task has to do before each commit that {@link #ask asks} for it.
   *
   * @param work done by the task's thread
   */
  void register(TaskId task, Runnable work) {
    tasks.put(task, work);
  }

  void unregister(TaskId task, Runnable work) {
    tasks.remove(task, work);
  }

  /**
   * There is something to do before the next commit.
   *
   * @param store the task's own
   */
  static void ask(KeyValueStore<byte[], byte[]> store) {
    store.put(SOMETHING, SOMETHING);
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
    return new Beneath();
  }

  /** The store beneath the cache. */
  private final class Beneath implements KeyValueStore<Bytes, byte[]> {
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
      Runnable work = task == null ? null : tasks.get(task);
      if (work != null) {
        work.run();
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
      throw new UnsupportedOperationException("it keeps nothing");
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> all() {
      throw new UnsupportedOperationException("it keeps nothing");
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
