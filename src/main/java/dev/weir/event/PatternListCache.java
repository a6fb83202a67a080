package dev.weir.event;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;

/**
 * A fixed-size cache of compiled text lists. A rule's list is constant, so it is compiled once; a
 * rule that builds a new list for every event is slow but does not fill the memory. Thread-safe.
 */
final class PatternListCache<T> {

  private static final int PLACES = 1 << 12;

  /** How many slots are tried from the list's own slot on. */
  private static final int NEIGHBOURS = 8;

  @SuppressWarnings("ArrayRecordComponent") // compared by content, below
  private record Entry<T>(String[] list, T compiled) {}

  private final Function<String[], T> compiler;
  private final AtomicReferenceArray<Entry<T>> entries = new AtomicReferenceArray<>(PLACES);

  PatternListCache(Function<String[], T> compiler) {
    this.compiler = compiler;
  }

  T of(String... list) {
    int own = Arrays.hashCode(list);
    for (int i = 0; i < NEIGHBOURS; i++) {
      int place = own + i & PLACES - 1;
      Entry<T> entry = entries.get(place);
      if (entry == null) {
        return compile(list, place);
      }
      if (Arrays.equals(entry.list, list)) {
        return entry.compiled;
      }
    }
    return compile(list, own & PLACES - 1);
  }

  private T compile(String[] list, int place) {
    T compiled = compiler.apply(list);
    entries.set(place, new Entry<>(list.clone(), compiled));
    return compiled;
  }
}
