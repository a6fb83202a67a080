package dev.weir.app;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.stream.Stream;

/** Rules are code: who can write them can run what they like as the service. */
final class RuleFolderGuard {

  private RuleFolderGuard() {}

  /** Refuses a folder in which somebody else than its owner and group may write. */
  static void check(Path folder) throws SettingsException, IOException {
    if (!Files.isDirectory(folder)) {
      throw new SettingsException("rules: there is no folder " + folder);
    }
    try (Stream<Path> inside = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
      for (Path path : inside.toList()) {
        if (Files.getFileStore(path).supportsFileAttributeView("posix")
            && Files.getPosixFilePermissions(path).contains(PosixFilePermission.OTHERS_WRITE)) {
          throw new SettingsException(
              "rules: anybody may write to "
                  + path
                  + ", and rules are code: chmod o-w, or set writable-rules: true");
        }
      }
    }
  }
}
