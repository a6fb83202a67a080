package dev.weir.internal.cli.common;

import java.io.PrintWriter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The messages on standard error: progress on a terminal, notes, errors and the summary. */
public final class Console {

  private static final String ERASE_LINE = "\r\u001b[K";

  private final PrintWriter err;
  private final boolean terminal;
  private final boolean quiet;
  private boolean progressShown;

  public Console(PrintWriter err, boolean terminal, boolean quiet) {
    this.err = err;
    this.terminal = terminal;
    this.quiet = quiet;
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

  /** Shows progress on a terminal. */
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
