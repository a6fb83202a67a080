package dev.weir.internal.cli.common;

/** What a process does when it ends, by itself or because it is told to, once. */
public final class ShutDown {

  private final Runnable stop;
  private final Thread hook;

  /** From now on it is done if the JVM goes down. */
  public ShutDown(Runnable stop) {
    this.stop = stop;
    this.hook = new Thread(stop, "weir-stop");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Does it now, unless the JVM is going down and does so itself. */
  public void now() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      return;
    }
    stop.run();
  }
}
