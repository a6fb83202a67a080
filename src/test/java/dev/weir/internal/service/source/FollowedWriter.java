package dev.weir.internal.service.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;

/** Writes lines to files in random pieces with rotation, and remembers the whole lines. */
final class FollowedWriter {

  private final Path folder;
  private final String name;
  private final SplittableRandom random;
  private final List<String> written = new ArrayList<>();
  private final Deque<Path> old = new ArrayDeque<>();
  private byte[] rest = {};
  private String line = "";
  private int files;
  private int lines;

  FollowedWriter(Path folder, String name, SplittableRandom random) {
    this.folder = folder;
    this.name = name;
    this.random = random;
  }

  /** The whole lines so far. */
  List<String> written() {
    return written;
  }

  /** Writes some lines, and perhaps part of a last one. */
  void write() throws IOException {
    try (OutputStream out =
        Files.newOutputStream(current(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      for (int count = random.nextInt(6); count >= 0; count--) {
        if (rest.length == 0) {
          line = name + " " + files + " " + lines++ + " " + "x".repeat(length());
          String blank = random.nextInt(8) == 0 ? "\n" : "";
          rest = (blank + line + (random.nextInt(5) == 0 ? "\r\n" : "\n")).getBytes(UTF_8);
        }
        int size = random.nextInt(3) == 0 ? random.nextInt(rest.length) + 1 : rest.length;
        out.write(rest, 0, size);
        rest = Arrays.copyOfRange(rest, size, rest.length);
        if (rest.length == 0) {
          written.add(line);
        }
      }
    }
  }

  /** Renames the file; an incomplete line stays incomplete. */
  void rotate() throws IOException {
    if (Files.exists(current())) {
      Path renamed = folder.resolve(name + ".json." + files);
      Files.move(current(), renamed);
      old.add(renamed);
      next();
    }
  }

  /** Truncates the file, which has been read. */
  void truncate() throws IOException {
    if (Files.exists(current())) {
      Files.newOutputStream(current(), StandardOpenOption.TRUNCATE_EXISTING).close();
      next();
    }
  }

  /** Deletes the file, which has been read. */
  void delete() throws IOException {
    Files.deleteIfExists(current());
    next();
  }

  /** Deletes the oldest of the renamed files, which has been read. */
  void deleteOldest() throws IOException {
    if (!old.isEmpty()) {
      Files.delete(old.remove());
    }
  }

  private void next() {
    files++;
    rest = new byte[0];
  }

  private Path current() {
    return folder.resolve(name + ".json");
  }

  private int length() {
    return random.nextInt(20) == 0 ? random.nextInt(5_000) : random.nextInt(40);
  }
}
