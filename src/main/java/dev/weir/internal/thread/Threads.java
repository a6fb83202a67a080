package dev.weir.internal.thread;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the threads of this process. What ends one by an exception is logged with its name. */
public final class Threads {

  private static final Logger LOG = LoggerFactory.getLogger(Threads.class);

  private Threads() {}

  /** A thread that does not keep the process alive; not started. */
  public static Thread daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler(
        (ended, reason) -> LOG.error("thread {} has ended by an exception", name, reason));
    return thread;
  }

  /** A daemon thread for tasks, one after the other. */
  public static ExecutorService single(String name) {
    return Executors.newSingleThreadExecutor(task -> daemon(name, task));
  }
}
