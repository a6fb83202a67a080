package dev.weir.internal.service.sink;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.weir.internal.service.health.ErrorText;
import dev.weir.internal.service.health.Troubles;
import dev.weir.internal.service.store.PrivateFiles;
import dev.weir.internal.service.store.RefusedAlert;
import dev.weir.internal.service.store.StoredAlert;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A sink that writes one alert per line to a file and rotates the file by size and age. A delivery
 * is on disk when {@link #deliver} returns; a failed one is removed from the file. The half line
 * that a crash may leave is cut off when the file is opened; its alert is then delivered again.
 */
public final class FileSink implements Sink {

  private static final int BLOCK_BYTES = 64 << 10;

  private final FileSinkSettings settings;
  private final InstantSource clock;
  private final FileRotation rotation;
  private final Troubles troubles;
  private @Nullable FileChannel channel;
  private Instant created = Instant.MAX;

  public FileSink(FileSinkSettings settings, Troubles troubles, InstantSource clock) {
    this.settings = settings;
    this.troubles = troubles;
    this.clock = clock;
    this.rotation = new FileRotation(settings);
  }

  @Override
  public String name() {
    return settings.name();
  }

  @Override
  public String place() {
    return settings.file().toAbsolutePath().toString();
  }

  /** Restricts who can read the files, which earlier versions left open. */
  @Override
  public void start() throws IOException {
    troubles.set("files of sink " + name(), rotation.restrict());
  }

  @Override
  public List<RefusedAlert> deliver(List<StoredAlert> alerts) throws IOException {
    try {
      FileChannel file = channel == null ? open() : channel;
      if (isRotationDue(file)) {
        close();
        rotation.run();
        file = open();
      }
      append(file, NdJson.of(alerts));
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

  private boolean isRotationDue(FileChannel file) throws IOException {
    return file.size() > 0
        && (file.size() >= settings.rotateBytes()
            || !clock.instant().isBefore(created.plus(settings.rotateAfter())));
  }

  private static void append(FileChannel file, byte[] lines) throws IOException {
    long before = file.size();
    try {
      Channels.newOutputStream(file.position(before)).write(lines);
      file.force(true);
    } catch (IOException e) {
      file.truncate(before);
      throw e;
    }
  }

  private FileChannel open() throws IOException {
    FileChannel opened =
        PrivateFiles.open(settings.file(), settings.permissions(), CREATE, READ, WRITE);
    channel = opened;
    start();
    opened.truncate(endOfLastLine(opened));
    created =
        opened.size() == 0
            ? clock.instant()
            : ((FileTime) Files.getAttribute(settings.file(), "creationTime")).toInstant();
    return opened;
  }

  private static long endOfLastLine(FileChannel file) throws IOException {
    long end = file.size();
    while (end > 0) {
      int length = (int) Math.min(end, BLOCK_BYTES);
      ByteBuffer block = ByteBuffer.allocate(length);
      while (block.hasRemaining() && file.read(block, end - length + block.position()) >= 0) {
        // a read may return less than a block
      }
      for (int i = length - 1; i >= 0; i--) {
        if (block.get(i) == '\n') {
          return end - length + i + 1;
        }
      }
      end -= length;
    }
    return 0;
  }
}
