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
 * A file or stream of lines, plain or gzip, which its first bytes show. {@link #bytesRead} is safe
 * for any thread.
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
    BufferedInputStream counted =
        new BufferedInputStream(new CountingInput(raw, bytesRead), BUFFER);
    this.lines =
        isGzip(counted) ? new GZIPInputStream(new MultiMemberInput(counted), BUFFER) : counted;
  }

  public static LineInput file(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException("is a directory");
    }
    long size = Files.isRegularFile(file) ? Files.size(file) : -1;
    // not a channel's stream, whose available() does not work for a pipe
    InputStream raw = new FileInputStream(file.toFile());
    try {
      return new LineInput(file.toString(), size, raw);
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }

  public static LineInput stream(InputStream in, String name) throws IOException {
    return new LineInput(name, -1, in);
  }

  /** The file's path, or the stream's name. */
  public String name() {
    return name;
  }

  /** The size in bytes, compressed if it is; -1 if unknown. */
  public long size() {
    return size;
  }

  /** The bytes read so far, compressed if they are. */
  public long bytesRead() {
    return bytesRead.get();
  }

  /** The content, decompressed. */
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

  /** Counts what is read into arrays, as a BufferedInputStream does. */
  private static final class CountingInput extends FilterInputStream {
    private final AtomicLong count;

    CountingInput(InputStream in, AtomicLong count) {
      super(in);
      this.count = count;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = super.read(bytes, offset, length);
      count.addAndGet(Math.max(read, 0));
      return read;
    }
  }

  /**
   * Always reports available bytes: GZIPInputStream looks for a further member only if there are
   * some, so it would stop after the first member of a pipe.
   */
  private static final class MultiMemberInput extends FilterInputStream {
    MultiMemberInput(InputStream in) {
      super(in);
    }

    @Override
    public int available() throws IOException {
      return Math.max(1, super.available());
    }
  }
}
