package dev.weir.internal.cli.author;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/** Files that are all written or none, over nothing that is there. */
final class NewFiles {

  private NewFiles() {}

  static void write(Map<Path, String> files) throws IOException {
    Deque<Path> made = new ArrayDeque<>();
    try {
      for (Map.Entry<Path, String> file : files.entrySet()) {
        Path path = file.getKey();
        Files.createDirectories(path.toAbsolutePath().getParent());
        Files.createFile(path);
        made.push(path);
        Files.writeString(path, file.getValue(), StandardOpenOption.WRITE);
      }
    } catch (IOException e) {
      for (Path path : made) {
        Files.deleteIfExists(path);
      }
      throw e;
    }
  }
}
