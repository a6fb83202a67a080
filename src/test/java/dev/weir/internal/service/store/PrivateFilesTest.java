package dev.weir.internal.service.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateFilesTest {

  @TempDir private Path temporary;

  @Test
  void aNewStoreIsPrivate() throws IOException {
    Path data = temporary.resolve("data");
    try (Store store = Store.open(data.resolve("weir.db"), InstantSource.system())) {
      store.keepState("a", new byte[1]);
      assertThat(permissions(data)).isEqualTo("rwx------");
      assertThat(permissions(data.resolve("weir.db"))).isEqualTo("rw-------");
      assertThat(permissions(data.resolve("weir.db-wal"))).isEqualTo("rw-------");
    }
  }

  @Test
  void anOldDataFolderIsRestricted() throws IOException {
    Path data = Files.createDirectory(temporary.resolve("data"));
    Path store = Files.createFile(data.resolve("weir.db-wal"));
    Path alerts = Files.createFile(data.resolve("alerts.ndjson"));
    chmod(data, "rwxr-xr-x");
    chmod(store, "rw-r--r--");
    chmod(alerts, "rw-r-----");

    assertThat(PrivateFiles.restrictData(data)).isEmpty();
    assertThat(permissions(data)).isEqualTo("rwx------");
    assertThat(permissions(store)).isEqualTo("rw-------");
    assertThat(permissions(alerts)).as("its sink decides").isEqualTo("rw-r-----");
  }

  @Test
  void aFolderOfOthersIsLeftAloneOrReported() throws IOException {
    Path data = Files.createDirectory(temporary.resolve("data"));
    Path other = Files.createFile(data.resolve("other"));
    Path ledger = Files.createFile(data.resolve("ledger.json"));
    chmod(data, "rwxr-xr-x");
    chmod(other, "rw-r--r--");
    chmod(ledger, "rw-r--r--");

    assertThat(PrivateFiles.restrictData(data)).isEmpty();
    assertThat(permissions(data)).isEqualTo("rwxr-xr-x");
    assertThat(permissions(other)).isEqualTo("rw-r--r--");
    assertThat(permissions(ledger)).isEqualTo("rw-------");

    chmod(data, "rwxrwxrwx");
    assertThat(PrivateFiles.restrictData(data))
        .startsWith("anybody may write to " + data + "; run chmod o-w");
    assertThat(PrivateFiles.restrictData(temporary.resolve("none"))).isEmpty();
  }

  @Test
  void aFileSystemWithoutPermissionsIsUsedAsItIs() throws IOException {
    Path zip = temporary.resolve("a.zip");
    try (FileSystem files = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
      Path file = files.getPath("/weir.db");
      PrivateFiles.write(file, new byte[3]);
      assertThat(PrivateFiles.restrictData(files.getPath("/"))).isEmpty();
      assertThat(Files.size(file)).isEqualTo(3);
    }
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static void chmod(Path path, String permissions) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }
}
