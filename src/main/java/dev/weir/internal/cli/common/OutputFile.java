package dev.weir.internal.cli.common;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** An output of lines: a file, or standard output, whose reader may go away. */
public final class OutputFile implements AutoCloseable {

  private final OutputStream out;
  private final String name;

  private OutputFile(OutputStream out, String name) {
    this.out = new BufferedOutputStream(out, 64 << 10);
    this.name = name;
  }

  public static OutputFile file(Path file) throws IOException {
    try {
      return new OutputFile(new FileOutputStream(file.toFile()), file.toString());
    } catch (IOException e) {
      throw new IOException("cannot write " + e.getMessage(), e);
    }
  }

  static OutputFile stream(OutputStream out, String name) {
    return new OutputFile(out, name);
  }

  /** Not {@link System#out}, which hides a closed pipe. */
  public static OutputFile standardOutput() {
    return new OutputFile(new FileOutputStream(FileDescriptor.out), "standard output");
  }

  public void write(byte[] bytes) {
    attempt(() -> out.write(bytes));
  }

  public void line(byte[] bytes) {
    write(bytes);
    write(new byte[] {'\n'});
  }

  public void flush() {
    attempt(out::flush);
  }

  @Override
  public void close() {
    attempt(out::close);
  }

  private interface Action {
    void run() throws IOException;
  }

  private void attempt(Action action) {
    try {
      action.run();
    } catch (IOException e) {
      throw new Closed(name, e);
    }
  }

  /** The output takes no more. */
  public static final class Closed extends UncheckedIOException {
    private static final long serialVersionUID = 1L;

    Closed(String name, IOException cause) {
      super("cannot write to " + name + ": " + cause.getMessage(), cause);
    }

    /** Whether the reader has gone, as {@code head} does when it has enough. */
    public boolean isBrokenPipe() {
      return String.valueOf(getMessage()).contains("Broken pipe");
    }
  }
}
