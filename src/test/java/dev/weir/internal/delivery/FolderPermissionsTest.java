package dev.weir.internal.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --check} accepted rules below a folder of all, a link into one, and a stranger's file. */
class FolderPermissionsTest {

  @TempDir private Path temporary;
  private Path top;
  private Path rules;
  private Path drl;

  @BeforeEach
  void makeRules() throws IOException {
    top = temporary.toRealPath();
    rules = Files.createDirectories(top.resolve("parent/rules"));
    drl = Files.writeString(rules.resolve("my.drl"), "package my;");
    for (Path one : new Path[] {top, top.resolve("parent"), rules, drl}) {
      chmod(one, "rwxr-xr-x");
    }
  }

  @Test
  void rulesThatOnlyTheOwnerMayWriteAreAccepted() throws IOException {
    assertThat(fault()).isEmpty();
    chmod(drl, "rw-rw-r--");
    assertThat(fault()).as("the group may write").isEmpty();
    Files.createSymbolicLink(rules.resolve(".#my.drl"), Path.of("user@host.4711"));
    Files.createSymbolicLink(rules.resolve("loop"), Path.of("loop"));
    assertThat(fault()).as("links of an editor, and to itself").isEmpty();
  }

  @Test
  void whatOthersMayWriteIsRefused() throws IOException {
    for (Path one : new Path[] {drl, rules}) {
      chmod(one, "rwxr-xrwx");
      assertThat(fault()).get().asString().contains("anybody may write to " + one, "chmod o-w");
      chmod(one, "rwxr-xr-x");
    }
  }

  /** Such as /tmp, which would be of no use to others after the remedy for a folder of rules. */
  @Test
  void aFolderAboveIsNotToBeChanged() throws IOException {
    Path above = top.resolve("parent");
    chmod(above, "rwxr-xrwx");

    assertThat(fault())
        .get()
        .asString()
        .contains("anybody may write to " + above, "move them to a folder")
        .doesNotContain("chmod");
  }

  @Test
  void aStickyFolderIsNoSafePlace() throws Exception {
    Path sticky = Files.createDirectory(top.resolve("sticky"));
    Path moved = Files.move(rules, sticky.resolve("rules"));
    Process chmod = new ProcessBuilder("chmod", "1777", sticky.toString()).start();
    assertThat(chmod.waitFor()).isZero();
    rules = moved;

    assertThat(fault()).get().asString().contains("anybody may write to " + sticky, "move");
  }

  @Test
  void aLinkIntoAFolderOfAllIsRefused() throws IOException {
    Path open = Files.createDirectory(top.resolve("open"));
    Path target = Files.writeString(open.resolve("their.drl"), "package their;");
    chmod(target, "rw-r--r--");
    chmod(open, "rwxrwxrwx");
    Path link = Files.createSymbolicLink(rules.resolve("link.drl"), target);
    assertThat(fault()).get().asString().contains("anybody may write to " + open);

    Files.delete(link);
    Files.createSymbolicLink(rules.resolve("more"), Path.of("../../open"));
    assertThat(fault()).get().asString().contains("anybody may write to " + open);

    Files.move(rules, open.resolve("rules"));
    Files.createSymbolicLink(rules, open.resolve("rules"));
    assertThat(fault()).as("the folder is a link").isPresent();
  }

  @Test
  void aFileOfAnotherUserIsRefused() throws IOException {
    FolderPermissions strangers = new FolderPermissions(rules, top, Set.of());

    assertThat(strangers.fault())
        .get()
        .asString()
        .contains(" belongs to " + Files.getOwner(top) + ",", "move them to a folder");
  }

  @Test
  void parentsAreCheckedUpToTheRoot() throws IOException {
    chmod(temporary, "rwxrwxrwx");

    assertThat(FolderPermissions.of(rules).fault()).isPresent();
  }

  private Optional<String> fault() throws IOException {
    return FolderPermissions.below(top, rules).fault();
  }

  private static void chmod(Path path, String permissions) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }
}
