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
 * A lane on a thread of its own, behind a bounded queue: a slow lane slows the feeding thread down.
 * After its first failure the lane runs no more tasks. For one feeding thread.
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
            LaneThread::enqueue);
  }

  /** Waits for room in the full queue. */
  private static void enqueue(Runnable task, ThreadPoolExecutor pool) {
    if (pool.isShutdown()) {
      throw new RejectedExecutionException("the lane is closed");
    }
    try {
      pool.getQueue().put(task);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RejectedExecutionException("interrupted while a lane was busy", e);
    }
  }

  /** Queues a task. If an earlier task failed, throws that failure instead. */
  void run(Consumer<Lane> task) {
    rethrow();
    var unused =
        call(
            one -> {
              task.accept(one);
              return true;
            });
  }

  /** Queues a task whose result or failure is wanted. */
  <T> CompletableFuture<T> call(Function<Lane, T> task) {
    CompletableFuture<T> result = new CompletableFuture<>();
    thread.execute(
        () -> {
          Throwable failed = failure;
          if (failed != null) {
            result.completeExceptionally(failed);
            return;
          }
          try {
            result.complete(task.apply(lane));
          } catch (RuntimeException | Error e) {
            failure = e;
            result.completeExceptionally(e);
          }
        });
    return result;
  }

  /** Waits until all queued tasks are done, and throws the failure of an earlier one. */
  void await() {
    call(one -> true).exceptionally(failed -> false).join();
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
