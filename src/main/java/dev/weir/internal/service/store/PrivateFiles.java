package dev.weir.internal.service.store;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.weir.internal.service.health.ErrorText;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Files that only their owner can use, because they contain command lines. On a file system without
 * POSIX permissions, files are as it makes them.
 */
public final class PrivateFiles {

  public static final String OWNER_ONLY = "rw-------";
  public static final String GROUP_CAN_READ = "rw-r-----";

  private static final String FOLDER = "rwx------";
  private static final String POSIX = "posix";

  /** What the names of Weir's own files in the data folder begin with. */
  private static final List<String> OWN =
      List.of(Store.FILE, "console.db", "console.key", KeptEvents.FILE, "ledger.json");

  /** What the names of the alerts in the data folder begin with. */
  private static final List<String> ALERTS = List.of("alerts.ndjson");

  private PrivateFiles() {}

  /** Opens a file; the permissions are those of a new one. */
  public static FileChannel open(Path file, String permissions, OpenOption... options)
      throws IOException {
    return FileChannel.open(file, Set.of(options), attributes(file, permissions));
  }

  /** Writes a new file, in the place of an old one. */
  public static void write(Path file, byte[] content) throws IOException {
    Files.deleteIfExists(file);
    try (FileChannel channel = open(file, OWNER_ONLY, CREATE_NEW, WRITE)) {
      Channels.newOutputStream(channel).write(content);
    }
  }

  public static void createFolder(Path folder) throws IOException {
    Files.createDirectories(folder, attributes(folder, FOLDER));
  }

  private static FileAttribute<?>[] attributes(Path path, String permissions) {
    return path.getFileSystem().supportedFileAttributeViews().contains(POSIX)
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  /**
   * Changes the permissions of a file or folder, if there is one; returns why others can still use
   * it, or "".
   */
  public static String restrict(Path path, String permissions) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
    if (view == null || !(Files.isRegularFile(path) || Files.isDirectory(path))) {
      return "";
    }
    Set<PosixFilePermission> wanted = PosixFilePermissions.fromString(permissions);
    String reason = "the file system ignores it";
    try {
      if (!view.readAttributes().permissions().equals(wanted)) {
        view.setPermissions(wanted);
      }
    } catch (IOException e) {
      reason = ErrorText.of(e);
    }
    return wanted.containsAll(view.readAttributes().permissions())
            || !Files.getFileStore(path).supportsFileAttributeView(POSIX)
        ? ""
        : "cannot make %s private (%s); run chmod go-rwx %s as its owner, %s"
            .formatted(path, reason, path, view.getOwner());
  }

  /**
   * Restricts Weir's files in a data folder, and the folder if it contains nothing else; alerts are
   * for the sink that writes them. Returns why others can still use something, or "".
   */
  public static String restrictData(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return "";
    }
    List<Path> inside;
    try (Stream<Path> files = Files.list(folder)) {
      inside = files.toList();
    }
    List<String> faults = new ArrayList<>();
    if (inside.stream().allMatch(file -> isNamed(file, OWN) || isNamed(file, ALERTS))) {
      var unused = restrict(folder, FOLDER); // of another owner, it may be open for reading
    }
    PosixFileAttributeView view = Files.getFileAttributeView(folder, PosixFileAttributeView.class);
    if (view != null
        && view.readAttributes().permissions().contains(PosixFilePermission.OTHERS_WRITE)
        && Files.getFileStore(folder).supportsFileAttributeView(POSIX)) {
      faults.add(
          "anybody may write to %s; run chmod o-w %s, or set `data` to a new folder in it"
              .formatted(folder, folder));
    }
    for (Path file : inside) {
      if (isNamed(file, OWN)) {
        faults.add(restrict(file, OWNER_ONLY));
      }
    }
    return faults.stream().filter(fault -> !fault.isEmpty()).collect(Collectors.joining("; "));
  }

  private static boolean isNamed(Path file, List<String> beginnings) {
    return beginnings.stream().anyMatch(file.getFileName().toString()::startsWith);
  }
}
