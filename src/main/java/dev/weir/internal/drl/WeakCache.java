package dev.weir.internal.drl;

import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What was made of something, as long as somebody else uses it. Each value must refer to its key.
 * Safe for any number of threads.
 */
final class WeakCache<K, V> {

  private final Map<K, WeakReference<V>> values = new WeakHashMap<>();

  synchronized @Nullable V get(K key) {
    WeakReference<V> value = values.get(key);
    return value == null ? null : value.get();
  }

  synchronized void put(K key, V value) {
    values.remove(key); // or the map would keep an equal key, to which the value does not refer
    values.put(key, new WeakReference<>(value));
  }
}
