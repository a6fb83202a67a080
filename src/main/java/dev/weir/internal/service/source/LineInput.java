package dev.weir.internal.service.source;

import java.io.BufferedInputStream;
import java.io.FileInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;

/**
 * A stream of lines: a file or standard input, plain or gzip, which is told by its first bytes and
 * not by its name. {@link #bytesRead} may be asked by any thread.
 */
public final class LineInput implements AutoCloseable {

  private static final int BUFFER = 256 << 10;

  private final String name;
  private final long size;
  private final AtomicLong bytesRead = new AtomicLong();
  private final InputStream lines;

  private LineInput(String name, long size, InputStream raw) throws IOException {
    this.name = name;
    this.size = size;
    BufferedInputStream counted = new BufferedInputStream(new Counting(raw, bytesRead), BUFFER);
    this.lines = isGzip(counted) ? new GZIPInputStream(new Members(counted), BUFFER) : counted;
  }

  /**
   * Opens a file.
   *
   * @param file the file
   * @return its lines
   * @throws IOException if it cannot be read
   */
  public static LineInput file(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException("is a directory");
    }
    long size = Files.isRegularFile(file) ? Files.size(file) : -1;
    // not a channel's stream, which cannot tell what is available in a pipe
    InputStream raw = new FileInputStream(file.toFile());
    try {
      return new LineInput(file.toString(), size, raw);
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }

  /**
   * Takes a stream that is open already.
   *
   * @param in the bytes
   * @param name what to call it
   * @return its lines
   * @throws IOException if it cannot be read
   */
  public static LineInput stream(InputStream in, String name) throws IOException {
    return new LineInput(name, -1, in);
  }

  /**
   * What to call it.
   *
   * @return the file's path or the name given
   */
  public String name() {
    return name;
  }

  /**
   * How large it is, before it is unpacked.
   *
   * @return bytes, -1 if that is not known
   */
  public long size() {
    return size;
  }

  /**
   * How much of it has been read, before it is unpacked.
   *
   * @return bytes
   */
  public long bytesRead() {
    return bytesRead.get();
  }

  /**
   * Its bytes, unpacked.
   *
   * @return the stream
   */
  public InputStream lines() {
    return lines;
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }

  private static boolean isGzip(InputStream in) throws IOException {
    in.mark(2);
    int first = in.read();
    int second = first < 0 ? -1 : in.read();
    in.reset();
    return first == 0x1f && second == 0x8b;
  }

  private static final class Counting extends FilterInputStream {
    private final AtomicLong count;

    Counting(InputStream in, AtomicLong count) {
      super(in);
      this.count = count;
    }

    @Override
    public int read() throws IOException {
      int read = super.read();
      count.addAndGet(read < 0 ? 0 : 1);
      return read;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = super.read(bytes, offset, length);
      count.addAndGet(Math.max(read, 0));
      return read;
    }
  }

  /**
   * The JDK looks for a further gzip member only where more bytes are available at once, and so
   * would stop after the first member of a pipe.
   */
  private static final class Members extends FilterInputStream {
    Members(InputStream in) {
      super(in);
    }

    @Override
    public int available() throws IOException {
      return Math.max(1, super.available());
    }
  }
}
