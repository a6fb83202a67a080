package dev.weir.internal.delivery;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A check of who can change the rules of a folder. Rules are code, so whoever can write them can
 * run any program as the service. All that leads to them counts: parents, links and their targets.
 * Each must belong to root or to the user of this process, and others must not be able to write to
 * it, not even to a sticky folder, where they can add files.
 */
public final class FolderPermissions {

  private static final String MOVE = "move them to a folder such as /etc/weir/rules";

  private static final int MAX_LINKS = 40;

  private final Path folder;
  private final @Nullable Path top;
  private final Set<UserPrincipal> trusted;

  FolderPermissions(Path folder, @Nullable Path top, Set<UserPrincipal> trusted) {
    this.folder = folder;
    this.top = top;
    this.trusted = trusted;
  }

  /** Checks everything that leads to the folder. */
  public static FolderPermissions of(Path folder) throws IOException {
    return new FolderPermissions(folder, null, trusted(folder.getFileSystem()));
  }

  /** Trusts a real path, its owner and all above it, and checks only what is below. */
  public static FolderPermissions below(Path top, Path folder) throws IOException {
    Set<UserPrincipal> trusted = trusted(top.getFileSystem());
    if (isPosix(top)) {
      trusted.add(Files.getOwner(top));
    }
    return new FolderPermissions(folder, top, trusted);
  }

  /** Root and the user of this process. */
  private static Set<UserPrincipal> trusted(FileSystem files) throws IOException {
    Set<UserPrincipal> trusted = new HashSet<>();
    for (String name : List.of("0", System.getProperty("user.name"))) {
      try {
        trusted.add(files.getUserPrincipalLookupService().lookupPrincipalByName(name));
      } catch (UserPrincipalNotFoundException | UnsupportedOperationException e) {
        // a user without a name, or a system without users
      }
    }
    Path self = files.getPath("/proc/self");
    if (Files.exists(self)) {
      trusted.add(Files.getOwner(self));
    }
    return trusted;
  }

  /** Why the folder must not be used; empty if it may. */
  public Optional<String> fault() throws IOException {
    if (!Files.isDirectory(folder)) {
      return Optional.of("there is no folder " + folder);
    }
    return Optional.ofNullable(new Search().inside(folder.toAbsolutePath()));
  }

  private static boolean isPosix(Path path) {
    return Files.getFileAttributeView(path, PosixFileAttributeView.class) != null;
  }

  /** One walk; remembers where it was. The results are faults, or null. */
  private final class Search {
    private final Set<Path> checked = new HashSet<>();
    private final Set<Path> folders = new HashSet<>();

    /** Checks a path, everything that leads to it, and everything in it. */
    private @Nullable String inside(Path path) throws IOException {
      Path real = path.getRoot();
      String fault = check(real);
      Deque<Path> rest = new ArrayDeque<>();
      path.forEach(rest::add);
      for (int links = 0; fault == null && !rest.isEmpty(); ) {
        Path next = real.resolve(rest.remove()).normalize(); // real has no links, so `..` is right
        fault = check(next);
        if (Files.isSymbolicLink(next) && links++ < MAX_LINKS) {
          Path target = Files.readSymbolicLink(next);
          real = target.isAbsolute() ? target.getRoot() : real;
          List<Path> names = List.copyOf(rest);
          rest.clear();
          target.forEach(rest::add);
          rest.addAll(names);
        } else {
          real = next;
        }
      }
      return fault == null ? children(real) : fault;
    }

    private @Nullable String children(Path real) throws IOException {
      if (!Files.isDirectory(real, LinkOption.NOFOLLOW_LINKS) || !folders.add(real)) {
        return null;
      }
      try (Stream<Path> children = Files.list(real)) {
        for (Path child : children.toList()) {
          String fault = inside(child);
          if (fault != null) {
            return fault;
          }
        }
      }
      return null;
    }

    private @Nullable String check(Path path) throws IOException {
      boolean above = top != null && top.startsWith(path);
      if (!checked.add(path) || above || !isPosix(path)) {
        return null;
      }
      PosixFileAttributes attributes;
      try {
        attributes =
            Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      } catch (NoSuchFileException e) {
        return null; // deleted meanwhile, or the target of a link that leads nowhere
      }
      if (!trusted.contains(attributes.owner())) {
        return fault(path, path + " belongs to " + attributes.owner(), "run chown root " + path);
      }
      boolean open = attributes.permissions().contains(PosixFilePermission.OTHERS_WRITE);
      return open && !attributes.isSymbolicLink()
          ? fault(path, "anybody may write to " + path, "run chmod o-w " + path)
          : null;
    }

    private @Nullable String fault(Path path, String fault, String remedy) throws IOException {
      // checked last, because it reads the list of all mounts, and rules are polled every second
      FileStore store = Files.getFileStore(path);
      if (store.isReadOnly() || !store.supportsFileAttributeView("posix")) {
        return null;
      }
      // a folder above is for other users, too: it is not for us to say who may write to it
      String way = path.startsWith(folder.toAbsolutePath()) ? remedy : MOVE;
      return fault + ", and rules are code; " + way + ", or set `writable-rules: true`";
    }
  }
}
