package dev.weir.internal.service.source;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds the files of paths and globs. As in a shell, a star stands for no leading dot; links are
 * followed, but not by {@code **}, which could go in circles.
 */
final class FilePatterns {

  /** Told what cannot be looked into. */
  interface Faults {
    void met(Path path, Throwable e);
  }

  private final List<Path> patterns;

  FilePatterns(List<String> patterns) {
    this.patterns =
        patterns.stream().map(one -> Path.of(one).toAbsolutePath().normalize()).toList();
  }

  /** All that match, each once, whatever they are; one without a glob need not even exist. */
  Set<Path> find(Faults faults) {
    Set<Path> found = new TreeSet<>();
    for (Path pattern : patterns) {
      new Search(pattern, found, faults).from(pattern.getRoot(), 0);
    }
    return found;
  }

  private record Search(Path pattern, Set<Path> found, Faults faults) {

    void from(Path base, int depth) {
      if (depth == pattern.getNameCount()) {
        found.add(base);
        return;
      }
      String name = pattern.getName(depth).toString();
      if (name.equals("**")) {
        from(base, depth + 1);
        for (Path child : children(base)) {
          if (!isHidden(child) && Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
            from(child, depth);
          }
        }
      } else if (isGlob(name)) {
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + name);
        for (Path child : children(base)) {
          if (matcher.matches(child.getFileName()) && (name.startsWith(".") || !isHidden(child))) {
            from(child, depth + 1);
          }
        }
      } else {
        from(base.resolve(name), depth + 1);
      }
    }

    private List<Path> children(Path folder) {
      List<Path> children = new ArrayList<>();
      try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
        stream.forEach(children::add);
      } catch (NoSuchFileException | NotDirectoryException e) {
        // it does not match, or does no more
      } catch (IOException e) {
        faults.met(folder, e);
      } catch (DirectoryIteratorException e) {
        faults.met(folder, e.getCause() == null ? e : e.getCause());
      }
      return children;
    }

    private static boolean isGlob(String name) {
      return name.chars().anyMatch(c -> "*?[{".indexOf(c) >= 0);
    }

    private static boolean isHidden(Path child) {
      return child.getFileName().toString().startsWith(".");
    }
  }
}
