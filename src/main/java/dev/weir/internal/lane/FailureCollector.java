package dev.weir.internal.lane;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What failed of several things that are all to be done, whatever becomes of the others. */
public final class FailureCollector {

  private @Nullable RuntimeException first;

  /** Does it to each though one fails; the first failure comes out, with the others on it. */
  static <T> void forAll(Iterable<T> all, Consumer<T> action) {
    FailureCollector failures = new FailureCollector();
    all.forEach(one -> failures.attempt(() -> action.accept(one)));
    failures.rethrow();
  }

  public void attempt(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException e) {
      if (first == null) {
        first = e;
      } else {
        first.addSuppressed(e);
      }
    }
  }

  /** The first failure comes out, with the others on it. */
  public void rethrow() {
    if (first != null) {
      throw first;
    }
  }
}
