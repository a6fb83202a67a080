package dev.weir.internal.cli.common;

/** An action that runs once when the process ends, by itself or by a signal. */
public final class ShutDown {

  private final Runnable stop;
  private final Thread hook;

  /** Registers the action as a shutdown hook. */
  public ShutDown(Runnable stop) {
    this.stop = stop;
    this.hook = new Thread(stop, "weir-stop");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Runs the action now. False if the JVM is already shutting down, and runs it itself. */
  public boolean now() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      return false;
    }
    stop.run();
    return true;
  }
}
