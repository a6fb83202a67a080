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
 * A file that is followed whatever its name: it stays open while it is renamed or deleted, and
 * whole lines are taken from it. For one thread.
 */
final class TailedFile implements AutoCloseable {

  private final String part;
  private final List<TailedFile> before = new ArrayList<>();
  private Path path;
  private @Nullable FileChannel channel;
  private @Nullable FileTime modified;

  /** It may have something new, whatever its size. */
  private boolean changed = true;

  private boolean gone;
  private boolean packed;
  private boolean owing;
  private long owed;
  private long activeNanos;
  private long size;
  private long offset;

  /** Up to where there is no line end behind the offset. */
  private long searched;

  /** Its first bytes, as far as they are read. */
  private byte[] head = {};

  /**
   * A file that was found.
   *
   * @param part what tells it from all others, as long as it exists
   * @param known how far it has been read; null if that is not known
   * @throws IOException if it cannot be read
   */
  TailedFile(String part, Path path, @Nullable FilePosition known, long now) throws IOException {
    this.part = part;
    this.path = path;
    this.activeNanos = now;
    FileChannel from = open();
    size = from.size();
    if (known != null) {
      byte[] first = read(from, 0, known.headLength());
      if (known.fits(first, size)) {
        head = first;
        offset = known.offset();
        searched = offset;
      }
    }
  }

  /** What tells a file from all others, as long as it exists. */
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

  /** How many bytes have not been taken. */
  long lag() {
    return packed ? 0 : Math.max(0, size - offset);
  }

  /** It is not read before another one has been read as far as that reaches now. */
  void waitFor(TailedFile other) throws IOException {
    if (other.channel != null) {
      before.add(other);
      other.owing = true;
      other.owed = other.channel.size();
    }
  }

  boolean isWaiting() {
    before.removeIf(other -> !other.owing || other.channel == null);
    return !before.isEmpty();
  }

  /** It was found again. */
  void seen(Path at, BasicFileAttributes attributes, long now) {
    path = at;
    gone = false;
    if (!attributes.lastModifiedTime().equals(modified) || attributes.size() != size) {
      modified = attributes.lastModifiedTime();
      size = attributes.size();
      changed = true;
      activeNanos = now;
    }
  }

  /** It was not found again, but may still be written to. */
  void missed() {
    gone = true;
  }

  /** Whether all of it is read, and it has been at rest for so long. */
  boolean isIdle(long nanos, long now) {
    try {
      return !hasNew() && now - activeNanos >= nanos;
    } catch (IOException e) {
      return true; // opening it again will say what is wrong
    }
  }

  boolean isGone() {
    return gone;
  }

  /** It could not be read, and is tried again. */
  void failed() {
    changed = true;
    close();
  }

  boolean isOpen() {
    return channel != null;
  }

  /** Passes over the lines that are there, but not over a last one without its end. */
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
   * Takes the next whole lines.
   *
   * @param most how many bytes to read, unless a single line is longer
   * @return whether there may be more; false where no whole line is left
   * @throws IOException if it cannot be read
   */
  boolean take(List<Item> items, int most, long now) throws IOException {
    boolean more = hasNew() && step(items, most, now);
    owing &= more && offset < owed;
    return more;
  }

  private boolean hasNew() throws IOException {
    if (channel != null) {
      size = channel.size();
      changed |= !packed && size != searched;
    }
    return changed;
  }

  private boolean step(List<Item> items, int most, long now) throws IOException {
    FileChannel from = open();
    size = from.size();
    changed = false;
    if (size < searched) {
      searched = offset;
    }
    boolean tooLong = searched - offset > EventReader.MAX_LINE;
    long begin = tooLong ? searched : offset;
    long wanted = Math.max(most, 2 * (searched - begin));
    byte[] block = read(from, begin, (int) Math.min(wanted, Math.max(0, size - begin)));
    // looked at after reading: what was read before a file was truncated is good
    if (from.size() < begin + block.length || !Arrays.equals(read(from, 0, head.length), head)) {
      beginAnew();
      return true;
    }
    packed = offset == 0 && Compression.isPacked(block);
    if (packed) {
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
      takeNext(new Lines(Channels.newInputStream(from), EventReader.MAX_LINE, offset), items);
      head = read(from, 0, FilePosition.HEAD);
    } else {
      Lines lines = Lines.of(block, end, EventReader.MAX_LINE, offset);
      while (takeNext(lines, items)) {
        // all of them
      }
      head = longerHead(block, end);
    }
    offset = begin + end;
    searched = offset;
    return offset < size;
  }

  private boolean takeNext(Lines lines, List<Item> items) throws IOException {
    long at = lines.consumed();
    if (!lines.step()) {
      return false;
    }
    if (!lines.isBlank()) {
      items.add(new Item(lines.holder(), lines.from(), lines.to(), path.toString(), at));
    }
    return true;
  }

  /** The first bytes of the file, once a block's are read too; not read again, as they change. */
  private byte[] longerHead(byte[] block, int end) {
    int length = (int) Math.min(offset + end, FilePosition.HEAD);
    byte[] longer = Arrays.copyOf(head, length);
    System.arraycopy(block, 0, longer, head.length, length - head.length);
    return longer;
  }

  private void beginAnew() {
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
        throw new NoSuchFileException(path.toString()); // another one has just taken its name
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
      // nothing was written to it
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
