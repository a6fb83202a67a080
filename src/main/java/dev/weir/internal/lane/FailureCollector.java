package dev.weir.internal.lane;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs several actions although some throw, and then throws the first failure. */
public final class FailureCollector {

  private @Nullable RuntimeException first;

  /** Runs every action; throws the first failure, with the others suppressed in it. */
  public static void runAll(Runnable... actions) {
    FailureCollector failures = new FailureCollector();
    for (Runnable action : actions) {
      failures.attempt(action);
    }
    failures.rethrow();
  }

  /** Applies an action to every element; throws the first failure. */
  static <T> void forAll(Iterable<T> all, Consumer<T> action) {
    FailureCollector failures = new FailureCollector();
    all.forEach(one -> failures.attempt(() -> action.accept(one)));
    failures.rethrow();
  }

  void attempt(Runnable action) {
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

  void rethrow() {
    if (first != null) {
      throw first;
    }
  }
}
