package dev.weir.testkit;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Takes what a command writes to standard error while a test runs; as text, all of it so far. For
 * classes that lock {@code Resources.SYSTEM_ERR}.
 */
public final class StandardError implements BeforeEachCallback, AfterEachCallback {

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private PrintStream real = System.err;

  @Override
  public void beforeEach(ExtensionContext context) {
    real = System.err;
    System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
  }

  @Override
  public void afterEach(ExtensionContext context) {
    System.setErr(real);
  }

  /** Forgets what has been written. */
  public void reset() {
    written.reset();
  }

  @Override
  public String toString() {
    return written.toString(StandardCharsets.UTF_8);
  }
}
