package dev.weir.bench;

import org.jspecify.annotations.Nullable;

/** Counts pairs of events, with a sum that differs if any pair differs, in whatever order. */
public final class Pairs {

  private long count;
  private long sum;

  /** Adds a pair by the ids of its events. */
  public void add(@Nullable String first, @Nullable String second) {
    count++;
    long both = 31L * 31 * String.valueOf(first).hashCode() + String.valueOf(second).hashCode();
    sum += (both ^ both >>> 29) * 0x9e37_79b9_7f4a_7c15L;
  }

  long count() {
    return count;
  }

  boolean equal(Pairs other) {
    return count == other.count && sum == other.sum;
  }
}
