package dev.weir.internal.cli.common;

import dev.weir.internal.thread.Threads;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An action that runs once when the process ends, by itself or by a signal. */
public final class ShutDown {

  private static final Logger LOG = LoggerFactory.getLogger(ShutDown.class);

  /** After this time the process of a service ends, whatever its action waits for. */
  private static final Duration BOUND = Duration.ofSeconds(18);

  private final Runnable stop;
  private final Thread hook;

  /** Registers the action as a shutdown hook. */
  public ShutDown(Runnable stop) {
    this.stop = stop;
    this.hook = Threads.daemon("weir-stop", stop);
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** The same for a service, whose action is given up after a bound. */
  public static ShutDown ofService(Runnable stop) {
    return new ShutDown(() -> runAtMost(stop));
  }

  /** Runs the action now. False if the JVM is already shutting down, and runs it itself. */
  public boolean now() {
    if (!cancel()) {
      return false;
    }
    stop.run();
    return true;
  }

  /** Takes the action back. False if the JVM is already shutting down, and runs it itself. */
  public boolean cancel() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
      return true;
    } catch (IllegalStateException e) {
      return false;
    }
  }

  private static void runAtMost(Runnable stop) {
    Thread stopping = Threads.daemon("weir-stopping", stop);
    stopping.start();
    try {
      stopping.join(BOUND.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (stopping.isAlive()) {
      LOG.warn("not everything stopped within {} s; the process ends anyway", BOUND.toSeconds());
    }
  }
}
