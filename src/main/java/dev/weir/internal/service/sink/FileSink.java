package dev.weir.internal.service.sink;

import dev.weir.internal.service.health.ErrorText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes alerts to a file, one on a line, and puts it aside when it is large or old. A delivery is
 * on the disk before it is reported as done. One that fails is taken back, and what a crash left of
 * it is cut to whole lines, which are then delivered, and written, once more.
 */
public final class FileSink implements Sink {

  private static final int BLOCK = 64 << 10;

  private final FileSinkSettings settings;
  private final InstantSource time;
  private final FileRotation rotation;
  private @Nullable FileChannel channel;
  private Instant since = Instant.MAX;

  /**
   * A file to write to; it is opened by the first delivery.
   *
   * @param settings which, and when it is put aside
   * @param time tells how old it is
   */
  public FileSink(FileSinkSettings settings, InstantSource time) {
    this.settings = settings;
    this.time = time;
    this.rotation = new FileRotation(settings.file(), settings.keep(), settings.gzip());
  }

  @Override
  public String name() {
    return settings.name();
  }

  @Override
  public List<RefusedAlert> deliver(List<OutgoingAlert> alerts) throws IOException {
    try {
      FileChannel to = channel == null ? open() : channel;
      if (isDue(to)) {
        close();
        rotation.run();
        to = open();
      }
      append(to, ByteBuffer.wrap(NdJson.of(alerts)));
      return List.of();
    } catch (IOException e) {
      close();
      throw new IOException("cannot write " + settings.file() + ": " + ErrorText.of(e), e);
    }
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      FileChannel open = channel;
      channel = null;
      open.close();
    }
  }

  private boolean isDue(FileChannel to) throws IOException {
    return to.size() > 0
        && (to.size() >= settings.rotateBytes()
            || !time.instant().isBefore(since.plus(settings.rotateAfter())));
  }

  private static void append(FileChannel to, ByteBuffer lines) throws IOException {
    long before = to.size();
    try {
      to.position(before);
      while (lines.hasRemaining()) {
        to.write(lines);
      }
      to.force(true);
    } catch (IOException e) {
      to.truncate(before);
      throw e;
    }
  }

  private FileChannel open() throws IOException {
    Path file = settings.file();
    FileChannel opened =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    channel = opened;
    opened.truncate(wholeLines(opened));
    since =
        opened.size() == 0
            ? time.instant()
            : Files.readAttributes(file, BasicFileAttributes.class).creationTime().toInstant();
    return opened;
  }

  /** How far whole lines reach. */
  private static long wholeLines(FileChannel file) throws IOException {
    long end = file.size();
    while (end > 0) {
      int length = (int) Math.min(end, BLOCK);
      ByteBuffer block = ByteBuffer.allocate(length);
      while (block.hasRemaining() && file.read(block, end - length + block.position()) >= 0) {
        // until it is full
      }
      for (int at = length - 1; at >= 0; at--) {
        if (block.get(at) == '\n') {
          return end - length + at + 1;
        }
      }
      end -= length;
    }
    return 0;
  }
}
