package dev.weir.internal.service.source;

import dev.weir.internal.read.EventReader;
import dev.weir.internal.read.Lines;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file whose whole lines are read as it grows. It stays open while it is renamed or deleted. For
 * one thread.
 */
final class TailedFile implements AutoCloseable {

  private final String part;
  private final List<TailedFile> predecessors = new ArrayList<>();
  private Path path;
  private @Nullable FileChannel channel;
  private @Nullable FileTime modified;

  /** Whether there may be something new even if the size is the same. */
  private boolean changed = true;

  private boolean gone;
  private boolean compressed;

  /** Whether others wait until it is read up to {@link #awaitedOffset}. */
  private boolean awaited;

  private long awaitedOffset;
  private long activeNanos;
  private long size;
  private long offset;

  /** There is no line end between the offset and here. */
  private long searched;

  /** The first bytes that have been read, for the position. */
  private byte[] head = {};

  /** Opens a file to read it from a position, or from its beginning if that is another file's. */
  TailedFile(String part, Path path, @Nullable FilePosition saved, long now) throws IOException {
    this.part = part;
    this.path = path;
    this.activeNanos = now;
    FileChannel from = open();
    size = from.size();
    if (saved != null) {
      byte[] first = read(from, 0, saved.headLength());
      if (saved.matches(first, size)) {
        head = first;
        offset = saved.offset();
        searched = offset;
      }
    }
  }

  /** An identifier that survives renames: the inode where there is one. */
  static String part(Path path, BasicFileAttributes attributes) {
    Object key = attributes.fileKey();
    return key == null ? path.toString() : key.toString();
  }

  String part() {
    return part;
  }

  Path path() {
    return path;
  }

  long offset() {
    return offset;
  }

  String position() {
    return FilePosition.of(offset, head).toString();
  }

  /** The bytes that have not been read. */
  long lag() {
    return compressed ? 0 : Math.max(0, size - offset);
  }

  /** Makes this file wait until another one has been read up to its current end. */
  void waitFor(TailedFile other) throws IOException {
    if (other.channel != null) {
      predecessors.add(other);
      other.awaited = true;
      other.awaitedOffset = other.channel.size();
    }
  }

  boolean isWaiting() {
    predecessors.removeIf(other -> !other.awaited || other.channel == null);
    return !predecessors.isEmpty();
  }

  /** Called when a scan finds the file, perhaps under a new name. */
  void found(Path at, BasicFileAttributes attributes, long now) {
    path = at;
    gone = false;
    if (!attributes.lastModifiedTime().equals(modified) || attributes.size() != size) {
      modified = attributes.lastModifiedTime();
      size = attributes.size();
      changed = true;
      activeNanos = now;
    }
  }

  /** Called when a scan does not find the file. It may still be written to. */
  void notFound() {
    gone = true;
  }

  /** Whether it is read to its end and had nothing new for this time. */
  boolean isIdle(long nanos, long now) {
    try {
      return !hasNew() && now - activeNanos >= nanos;
    } catch (IOException e) {
      return true; // opening it again will show the error
    }
  }

  boolean isGone() {
    return gone;
  }

  /** Called when it could not be read, to open it again. */
  void failed() {
    changed = true;
    close();
  }

  boolean isOpen() {
    return channel != null;
  }

  /** Skips the existing whole lines. */
  void skipToEnd() throws IOException {
    FileChannel from = open();
    int step = 64 << 10;
    for (long end = from.size(); end > 0; end -= Math.min(end, step)) {
      long begin = Math.max(0, end - step);
      byte[] block = read(from, begin, (int) (end - begin));
      int lineEnd = lastLineEnd(block);
      if (lineEnd > 0) {
        offset = begin + lineEnd;
        searched = offset;
        head = read(from, 0, (int) Math.min(offset, FilePosition.HEAD));
        return;
      }
    }
  }

  /**
   * Reads the next whole lines, at most {@code maxBytes} unless a single line is longer. Returns
   * whether there may be more.
   */
  boolean read(List<Item> items, int maxBytes, long now) throws IOException {
    boolean more = hasNew() && readBlock(items, maxBytes, now);
    awaited &= more && offset < awaitedOffset;
    return more;
  }

  private boolean hasNew() throws IOException {
    if (channel != null) {
      size = channel.size();
      changed |= !compressed && size != searched;
    }
    return changed;
  }

  private boolean readBlock(List<Item> items, int maxBytes, long now) throws IOException {
    FileChannel from = open();
    size = from.size();
    changed = false;
    if (size < searched) {
      searched = offset;
    }
    boolean tooLong = searched - offset > EventReader.MAX_LINE;
    long begin = tooLong ? searched : offset;
    long wanted = Math.max(maxBytes, 2 * (searched - begin));
    byte[] block = read(from, begin, (int) Math.min(wanted, Math.max(0, size - begin)));
    // checked after reading, so that the block is from before any truncation
    if (from.size() < begin + block.length || !Arrays.equals(read(from, 0, head.length), head)) {
      restart();
      return true;
    }
    compressed = offset == 0 && Compression.isCompressed(block);
    if (compressed) {
      return false;
    }
    int end = tooLong ? firstLineEnd(block) : lastLineEnd(block);
    if (end == 0) {
      activeNanos = searched < begin + block.length ? now : activeNanos;
      searched = begin + block.length;
      return searched < size;
    }
    activeNanos = now;
    if (tooLong) {
      from.position(offset);
      addNext(new Lines(Channels.newInputStream(from), EventReader.MAX_LINE, offset), items);
      head = read(from, 0, FilePosition.HEAD);
    } else {
      Lines lines = Lines.of(block, end, EventReader.MAX_LINE, offset);
      while (addNext(lines, items)) {
        // until the block ends
      }
      head = longerHead(block, end);
    }
    offset = begin + end;
    searched = offset;
    return offset < size;
  }

  private boolean addNext(Lines lines, List<Item> items) throws IOException {
    long at = lines.consumed();
    if (!lines.step()) {
      return false;
    }
    if (!lines.isBlank()) {
      items.add(new Item(lines.holder(), lines.from(), lines.to(), path.toString(), at));
    }
    return true;
  }

  /** The head extended by a block; not read again from the file, which may have changed. */
  private byte[] longerHead(byte[] block, int end) {
    int length = (int) Math.min(offset + end, FilePosition.HEAD);
    byte[] longer = Arrays.copyOf(head, length);
    System.arraycopy(block, 0, longer, head.length, length - head.length);
    return longer;
  }

  private void restart() {
    offset = 0;
    searched = 0;
    head = new byte[0];
    changed = true;
  }

  private FileChannel open() throws IOException {
    if (channel != null) {
      return channel;
    }
    FileChannel opened = FileChannel.open(path);
    try {
      if (!part(path, Files.readAttributes(path, BasicFileAttributes.class)).equals(part)) {
        throw new NoSuchFileException(path.toString()); // replaced meanwhile
      }
    } catch (IOException e) {
      opened.close();
      throw e;
    }
    channel = opened;
    return opened;
  }

  @Override
  public void close() {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      // nothing was written
    } finally {
      channel = null;
    }
  }

  private static byte[] read(FileChannel from, long begin, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining() && from.read(buffer, begin + buffer.position()) >= 0) {
      // until it is full or the file ends
    }
    return buffer.hasRemaining()
        ? Arrays.copyOf(buffer.array(), buffer.position())
        : buffer.array();
  }

  private static int firstLineEnd(byte[] block) {
    for (int i = 0; i < block.length; i++) {
      if (block[i] == '\n') {
        return i + 1;
      }
    }
    return 0;
  }

  private static int lastLineEnd(byte[] block) {
    int end = block.length;
    while (end > 0 && block[end - 1] != '\n') {
      end--;
    }
    return end;
  }
}
