package dev.weir.internal.lane;

import dev.weir.internal.thread.TaskThread;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A lane on a thread of its own, behind a bounded queue: a slow lane slows the feeding thread down.
 * After its first failure the lane runs no more tasks. For one feeding thread.
 */
final class LaneThread implements AutoCloseable {

  private static final int QUEUED = 16;
  private static final int CLOSE_SECONDS = 60;

  private final Lane lane;
  private final TaskThread thread;

  LaneThread(Lane lane, String name) {
    this.lane = lane;
    this.thread = new TaskThread(name, QUEUED);
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
    return thread.call(() -> task.apply(lane));
  }

  /** Waits until all queued tasks are done, and throws the failure of an earlier one. */
  void await() {
    call(one -> true).exceptionally(failed -> false).join();
    rethrow();
  }

  /** Gives the thread up, which may never end: whoever waits for it goes on. */
  void abandon() {
    thread.giveUp(new IllegalStateException("the detector was abandoned"));
  }

  @Override
  public void close() {
    try {
      var unused =
          call(
              one -> {
                one.close();
                return true;
              });
    } finally {
      thread.close();
    }
    try {
      thread.awaitEnd(CLOSE_SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void rethrow() {
    Throwable thrown = thread.failure();
    if (thrown != null) {
      throw new CompletionException("a lane has stopped: " + thrown.getMessage(), thrown);
    }
  }
}
