package dev.weir.internal.cli.common;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The messages on standard error: progress on a terminal, notes, errors and the summary. */
public final class Console {

  private static final String ERASE_LINE = "\r\u001b[K";
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(1);
  private static final long BETWEEN = TimeUnit.MILLISECONDS.toNanos(100);

  private final PrintWriter err;
  private final boolean terminal;
  private final boolean quiet;
  private final LongSupplier nanos;
  private final long began;
  private long shown;
  private boolean progressShown;

  public Console(PrintWriter err, boolean terminal, boolean quiet) {
    this(err, terminal, quiet, System::nanoTime);
  }

  /** A console with a clock, in nanoseconds. */
  Console(PrintWriter err, boolean terminal, boolean quiet, LongSupplier nanos) {
    this.err = err;
    this.terminal = terminal;
    this.quiet = quiet;
    this.nanos = nanos;
    this.began = nanos.getAsLong();
    this.shown = began;
  }

  /** Prints a message even if quiet. */
  public synchronized void error(String message) {
    erase();
    err.println("weir: " + message);
    err.flush();
  }

  /** Prints why a command fails, and gives its exit code. */
  public int fail(int exitCode, @Nullable String message) {
    error(String.valueOf(message));
    return exitCode;
  }

  public synchronized void note(String message) {
    if (!quiet) {
      error(message);
    }
  }

  public synchronized void summary(String text) {
    if (!quiet) {
      erase();
      err.print(text);
      err.flush();
    }
  }

  /** Shows on a terminal what a command does, once it has taken a second. May be called often. */
  public synchronized void progress(String doing) {
    long now = nanos.getAsLong();
    if (!quiet && terminal && now - began > PATIENCE && now - shown > BETWEEN) {
      shown = now;
      show(ERASE_LINE + doing);
    }
  }

  /** Takes progress away, before the command writes its results. */
  public synchronized void clear() {
    erase();
    err.flush();
  }

  /** Shows how much of its input a command has read, on a terminal. */
  public synchronized void progress(long events, long bytes, long total, Duration elapsed) {
    if (quiet || !terminal) {
      return;
    }
    double seconds = Math.max(elapsed.toMillis(), 1) / 1000.0;
    StringBuilder line = new StringBuilder(ERASE_LINE);
    line.append(String.format("%,d events, %,.0f/s", events, events / seconds));
    if (total > 0 && bytes > 0) {
      long left = Math.round(seconds * (total - bytes) / bytes);
      line.append(String.format(", %d %%, %d s left", 100 * bytes / total, Math.max(left, 0)));
    }
    show(line.toString());
  }

  private void show(String line) {
    err.print(line);
    err.flush();
    progressShown = true;
  }

  private void erase() {
    if (progressShown) {
      err.print(ERASE_LINE);
      progressShown = false;
    }
  }
}
