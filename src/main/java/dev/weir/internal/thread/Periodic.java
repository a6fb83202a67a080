package dev.weir.internal.thread;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A task that runs again and again on a daemon thread of its own, whatever it throws: a scheduler
 * alone would drop a task that has thrown once, in silence.
 */
public final class Periodic implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Periodic.class);

  /** A task that may fail. */
  @FunctionalInterface
  public interface Task {
    void run() throws Exception;
  }

  private final ScheduledThreadPoolExecutor scheduler;

  private Periodic(ScheduledThreadPoolExecutor scheduler) {
    this.scheduler = scheduler;
  }

  /**
   * Starts a task, which first runs after the interval.
   *
   * @param outcome receives after each run what it threw, or null
   */
  public static Periodic start(
      String thread, Duration every, Task task, Consumer<@Nullable Throwable> outcome) {
    ScheduledThreadPoolExecutor scheduler =
        new ScheduledThreadPoolExecutor(1, run -> Threads.daemon(thread, run));
    long nanos = every.toNanos();
    var unused =
        scheduler.scheduleWithFixedDelay(
            () -> attempt(thread, task, outcome), nanos, nanos, TimeUnit.NANOSECONDS);
    return new Periodic(scheduler);
  }

  /** Runs a task once; whatever it throws goes to {@code outcome}, and nothing is thrown. */
  @SuppressWarnings("CatchAndPrintStackTrace")
  public static void attempt(String name, Task task, Consumer<@Nullable Throwable> outcome) {
    Throwable failure = null;
    try {
      task.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // whoever stops it
      return;
    } catch (Throwable e) {
      failure = e;
    }
    try {
      outcome.accept(failure);
    } catch (RuntimeException | Error e) {
      LOG.error("{}: a failure cannot be reported", name, e);
    }
  }

  /** Runs it no more, and interrupts a run. */
  @Override
  public void close() {
    scheduler.shutdownNow();
  }

  /** Closes it, and waits for a run to end. False if that takes longer. */
  public boolean close(Duration atMost) throws InterruptedException {
    close();
    return scheduler.awaitTermination(atMost.toMillis(), TimeUnit.MILLISECONDS);
  }
}
