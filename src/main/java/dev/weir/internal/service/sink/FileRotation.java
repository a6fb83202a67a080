package dev.weir.internal.service.sink;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.weir.internal.service.store.PrivateFiles;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/**
 * A rotation scheme: the file becomes {@code name.1} or {@code name.1.gz}, {@code .1} becomes
 * {@code .2} and so on. A crash at any point loses no file.
 */
final class FileRotation {

  private static final String GZ = ".gz";

  private final Path file;
  private final int keep;
  private final boolean gzip;
  private final String permissions;

  FileRotation(Path file, int keep, boolean gzip, String permissions) {
    this.file = file;
    this.keep = keep;
    this.gzip = gzip;
    this.permissions = permissions;
  }

  void run() throws IOException {
    Files.deleteIfExists(rotated(keep, ""));
    Files.deleteIfExists(rotated(keep, GZ));
    for (int number = keep - 1; number >= 1; number--) {
      moveIfExists(rotated(number, ""), rotated(number + 1, ""));
      moveIfExists(rotated(number, GZ), rotated(number + 1, GZ));
    }
    Files.move(file, rotated(1, ""), StandardCopyOption.ATOMIC_MOVE);
    if (gzip) {
      compress(rotated(1, ""), rotated(1, GZ));
    }
  }

  private void compress(Path plain, Path compressed) throws IOException {
    Path unfinished = file.resolveSibling(file.getFileName() + ".packing");
    try (FileChannel channel =
        PrivateFiles.open(unfinished, permissions, CREATE, WRITE, TRUNCATE_EXISTING)) {
      GZIPOutputStream gz = new GZIPOutputStream(Channels.newOutputStream(channel));
      Files.copy(plain, gz);
      gz.finish();
      channel.force(true);
    }
    Files.move(unfinished, compressed, StandardCopyOption.ATOMIC_MOVE);
    Files.delete(plain);
  }

  /** Changes the permissions of all files; returns why others can still use one, or "". */
  String restrict() throws IOException {
    String fault = PrivateFiles.restrict(file, permissions);
    for (int number = 1; number <= keep; number++) {
      for (String ending : List.of("", GZ)) {
        String ofRotated = PrivateFiles.restrict(rotated(number, ending), permissions);
        fault = fault.isEmpty() ? ofRotated : fault;
      }
    }
    return fault;
  }

  private Path rotated(int number, String ending) {
    return file.resolveSibling(file.getFileName() + "." + number + ending);
  }

  private static void moveIfExists(Path from, Path to) throws IOException {
    if (Files.exists(from)) {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }
  }
}
