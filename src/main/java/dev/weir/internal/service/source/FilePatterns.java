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
import java.util.function.BiConsumer;

/**
 * Paths and globs of files. As in a shell, {@code *} does not match a leading dot. Links are
 * followed, except by {@code **}, which could loop.
 */
final class FilePatterns {

  private final List<Path> patterns;

  FilePatterns(List<String> patterns) {
    this.patterns =
        patterns.stream().map(one -> Path.of(one).toAbsolutePath().normalize()).toList();
  }

  /**
   * All matching paths; a path without a glob matches even if it does not exist. Folders that
   * cannot be read are reported to {@code failures}.
   */
  Set<Path> find(BiConsumer<Path, IOException> failures) {
    Set<Path> found = new TreeSet<>();
    for (Path pattern : patterns) {
      new Search(pattern, found, failures).descend(pattern.getRoot(), 0);
    }
    return found;
  }

  private record Search(Path pattern, Set<Path> found, BiConsumer<Path, IOException> failures) {

    void descend(Path base, int depth) {
      if (depth == pattern.getNameCount()) {
        found.add(base);
        return;
      }
      String name = pattern.getName(depth).toString();
      if (name.equals("**")) {
        descend(base, depth + 1);
        for (Path child : children(base)) {
          if (!isHidden(child) && Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
            descend(child, depth);
          }
        }
      } else if (isGlob(name)) {
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + name);
        for (Path child : children(base)) {
          if (matcher.matches(child.getFileName()) && (name.startsWith(".") || !isHidden(child))) {
            descend(child, depth + 1);
          }
        }
      } else {
        descend(base.resolve(name), depth + 1);
      }
    }

    private List<Path> children(Path folder) {
      List<Path> children = new ArrayList<>();
      try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
        stream.forEach(children::add);
      } catch (NoSuchFileException | NotDirectoryException e) {
        // no match, or deleted meanwhile
      } catch (IOException e) {
        failures.accept(folder, e);
      } catch (DirectoryIteratorException e) {
        failures.accept(folder, e.getCause());
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
