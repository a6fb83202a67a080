package dev.weir.internal.delivery;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A check of who can write to a folder of rules. Rules are code, so whoever can write them can run
 * any program as the service: only owner and group may.
 */
public final class FolderPermissions {

  private FolderPermissions() {}

  /** Why the folder must not be used; empty if it may. */
  public static Optional<String> fault(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return Optional.of("there is no folder " + folder);
    }
    try (Stream<Path> inside = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
      for (Path path : inside.toList()) {
        if (isWorldWritable(path)) {
          return Optional.of(
              "anybody may write to "
                  + path
                  + ", and rules are code; run chmod o-w, or set `writable-rules: true`");
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isWorldWritable(Path path) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
    return view != null
        && view.readAttributes().permissions().contains(PosixFilePermission.OTHERS_WRITE)
        // checked last, because it reads the list of all mounts, and rules are polled every second
        && Files.getFileStore(path).supportsFileAttributeView("posix");
  }
}
