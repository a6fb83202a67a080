package dev.weir.internal.lane;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A lane on a thread of its own. Work goes over through a bounded queue: a lane that is slow holds
 * up who feeds it. For one feeding thread.
 */
final class LaneThread implements AutoCloseable {

  private static final int QUEUED = 16;

  private final Lane lane;
  private final ExecutorService thread;
  private volatile @Nullable Throwable failure;

  LaneThread(Lane lane, String name) {
    this.lane = lane;
    this.thread =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(QUEUED),
            task -> {
              Thread made = new Thread(task, name);
              made.setDaemon(true);
              return made;
            },
            (task, pool) -> {
              if (pool.isShutdown()) {
                throw new RejectedExecutionException("the lane is closed");
              }
              try {
                pool.getQueue().put(task);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new RejectedExecutionException("interrupted while a lane was busy", e);
              }
            });
  }

  /** Does something with the lane, in its turn. */
  void run(Consumer<Lane> task) {
    rethrow();
    thread.execute(
        () -> {
          if (failure == null) {
            try {
              task.accept(lane);
            } catch (RuntimeException | Error e) {
              failure = e;
            }
          }
        });
  }

  /** Does something between two events, and is told when it is done or cannot be. */
  <T> CompletableFuture<T> between(Function<Lane, T> task) {
    CompletableFuture<T> done = new CompletableFuture<>();
    thread.execute(
        () -> {
          Throwable failed = failure;
          if (failed != null) {
            done.completeExceptionally(failed);
            return;
          }
          try {
            done.complete(task.apply(lane));
          } catch (RuntimeException | Error e) {
            failure = e;
            done.completeExceptionally(e);
          }
        });
    return done;
  }

  /** Waits until all that was given so far is done. */
  void await() {
    between(lane -> true).exceptionally(failed -> false).join();
    rethrow();
  }

  @Override
  public void close() {
    try {
      thread.execute(lane::close);
    } finally {
      thread.shutdown();
    }
    try {
      thread.awaitTermination(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void rethrow() {
    Throwable thrown = failure;
    if (thrown != null) {
      throw new CompletionException("a lane has stopped: " + thrown.getMessage(), thrown);
    }
  }
}
