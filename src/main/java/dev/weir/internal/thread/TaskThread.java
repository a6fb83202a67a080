package dev.weir.internal.thread;

import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A daemon thread for tasks, one after the other, which can be given up while a task does not end.
 * After the first task that fails it runs no more. Safe for any thread.
 */
public final class TaskThread implements AutoCloseable {

  private final Set<CompletableFuture<?>> open = ConcurrentHashMap.newKeySet();
  private final ThreadPoolExecutor pool;
  private volatile @Nullable Throwable failure;

  /** A thread that starts with the first task; with a full queue, {@link #call} waits. */
  public TaskThread(String name, int queued) {
    this.pool =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(queued),
            task -> Threads.daemon(name, task),
            TaskThread::enqueue);
  }

  /** Waits for room in the full queue. */
  private static void enqueue(Runnable task, ThreadPoolExecutor pool) {
    if (pool.isShutdown()) {
      throw new RejectedExecutionException("the thread is closed");
    }
    BlockingQueue<Runnable> queue = pool.getQueue();
    try {
      queue.put(task);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RejectedExecutionException("interrupted while the thread was busy", e);
    }
  }

  /** Queues a task. Its result fails if the task or an earlier one does, or if it is given up. */
  @SuppressWarnings("CollectionUndefinedEquality") // identity is what is wanted
  public <T> CompletableFuture<T> call(Callable<T> task) {
    CompletableFuture<T> result = new CompletableFuture<>();
    open.add(result);
    var unused = result.whenComplete((done, failed) -> open.remove(result));
    try {
      pool.execute(() -> run(task, result));
    } catch (RejectedExecutionException e) {
      result.completeExceptionally(e);
      if (failure == null) {
        throw e;
      }
    }
    Throwable failed = failure;
    if (failed != null && pool.isShutdown()) { // given up after the first look
      result.completeExceptionally(failed);
    }
    return result;
  }

  private <T> void run(Callable<T> task, CompletableFuture<T> result) {
    Throwable failed = failure;
    if (failed != null) {
      result.completeExceptionally(failed);
      return;
    }
    try {
      result.complete(task.call());
    } catch (Exception | Error e) {
      failure = e;
      result.completeExceptionally(e);
    }
  }

  /** The failure of a task, or why the thread was given up; null if there is none. */
  public @Nullable Throwable failure() {
    return failure;
  }

  /** Fails all tasks, also the one that runs; its thread ends when that task does, if ever. */
  public void giveUp(Throwable reason) {
    failure = reason;
    pool.shutdownNow();
    open.forEach(result -> result.completeExceptionally(reason));
  }

  /** Runs what is queued, and then no more. */
  @Override
  public void close() {
    pool.shutdown();
  }

  /** Waits for the end of the thread after it was closed. False if that takes longer. */
  public boolean awaitEnd(long seconds) throws InterruptedException {
    return pool.awaitTermination(seconds, TimeUnit.SECONDS);
  }
}
