package dev.weir.app;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** Where lines are written: a file, or standard output, where a reader who has gone is no fault. */
final class Outlet implements AutoCloseable {

  private final OutputStream out;
  private final String name;

  private Outlet(OutputStream out, String name) {
    this.out = new BufferedOutputStream(out, 64 << 10);
    this.name = name;
  }

  static Outlet file(Path file) throws IOException {
    try {
      return new Outlet(new FileOutputStream(file.toFile()), file.toString());
    } catch (IOException e) {
      throw new IOException("cannot write " + e.getMessage(), e);
    }
  }

  static Outlet stream(OutputStream out, String name) {
    return new Outlet(out, name);
  }

  /** Not {@link System#out}, which keeps quiet about a closed pipe. */
  static Outlet standardOutput() {
    return new Outlet(new FileOutputStream(FileDescriptor.out), "standard output");
  }

  void write(byte[] bytes) {
    try {
      out.write(bytes);
    } catch (IOException e) {
      throw new Closed(name, e);
    }
  }

  void line(byte[] bytes) {
    write(bytes);
    write(new byte[] {'\n'});
  }

  void flush() {
    try {
      out.flush();
    } catch (IOException e) {
      throw new Closed(name, e);
    }
  }

  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException e) {
      throw new Closed(name, e);
    }
  }

  /** It takes no more. */
  static final class Closed extends UncheckedIOException {
    private static final long serialVersionUID = 1L;

    Closed(String name, IOException cause) {
      super("cannot write to " + name + ": " + cause.getMessage(), cause);
    }

    /** Whether a reader has gone, as {@code head} does once it has enough. */
    boolean isBrokenPipe() {
      return String.valueOf(getMessage()).contains("Broken pipe");
    }
  }
}
