package dev.weir.internal.service.source;

import dev.weir.internal.service.health.ErrorText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Follows the files of some patterns from the positions that a feed has, turn by turn. For one
 * thread.
 */
final class FileFollower implements AutoCloseable {

  private record Found(Path path, String part, BasicFileAttributes attributes) {}

  /** A position in a file that is not there. */
  private record Absent(String position, long sinceNanos) {}

  private final FileSettings settings;
  private final FilePatterns patterns;
  private final Feed feed;
  private final InFlightChunks underWay;
  private final LongSupplier nanoTime;

  /** By part, the longest known first. */
  private final Map<String, TailedFile> files = new LinkedHashMap<>();

  private final Map<String, Absent> absent = new HashMap<>();
  private final Map<Path, String> faults = new TreeMap<>();
  private boolean passOver;
  private boolean looked;
  private long lookNanos;
  private List<Item> items = new ArrayList<>();
  private Map<String, String> positions = new HashMap<>();
  private long bytes;

  FileFollower(FileSettings settings, Feed feed, InFlightChunks underWay, LongSupplier nanoTime) {
    this.settings = settings;
    this.patterns = new FilePatterns(settings.patterns());
    this.feed = feed;
    this.underWay = underWay;
    this.nanoTime = nanoTime;
    Map<String, String> known = feed.positions(settings.name());
    long now = nanoTime.getAsLong();
    known.forEach((part, position) -> absent.put(part, new Absent(position, now)));
    passOver = settings.fromEnd() && known.isEmpty();
  }

  /**
   * Takes something from each file that has something.
   *
   * @return false if there was nothing
   */
  boolean turn() throws InFlightChunks.NotSaved, InterruptedException {
    underWay.check();
    long now = nanoTime.getAsLong();
    if (!looked || now - lookNanos >= settings.interval().toNanos()) {
      look(now);
    }
    boolean more = false;
    for (TailedFile file : files.values()) {
      if (!file.isWaiting()) {
        more |= take(file, now);
      }
      if (bytes >= settings.chunkBytes()) {
        give();
      }
    }
    give();
    return more;
  }

  /** How many bytes have not been taken. */
  long lag() {
    return files.values().stream().mapToLong(TailedFile::lag).sum();
  }

  /** What is wrong, in words; null if nothing is. */
  @Nullable String trouble() {
    if (!faults.isEmpty()) {
      Map.Entry<Path, String> first = faults.entrySet().iterator().next();
      String others = faults.size() == 1 ? "" : ", and " + (faults.size() - 1) + " others";
      return "cannot read " + first.getKey() + ": " + first.getValue() + others;
    }
    return files.isEmpty() && absent.isEmpty()
        ? "no file matches " + String.join(", ", settings.patterns()) + " so far"
        : null;
  }

  @Override
  public void close() {
    files.values().forEach(TailedFile::close);
  }

  private boolean take(TailedFile file, long now) {
    long before = file.offset();
    try {
      return file.take(items, settings.chunkBytes(), now);
    } catch (NoSuchFileException e) {
      file.failed(); // the next look finds out what became of it
      return false;
    } catch (IOException e) {
      file.failed();
      faults.put(file.path(), ErrorText.of(e));
      return false;
    } finally {
      if (file.offset() != before) {
        positions.put(file.part(), file.position());
        bytes += Math.max(0, file.offset() - before);
      }
    }
  }

  private void give() throws InFlightChunks.NotSaved, InterruptedException {
    if (!positions.isEmpty()) {
      underWay.give(new Chunk(settings.name(), items, positions), feed);
      items = new ArrayList<>();
      positions = new HashMap<>();
      bytes = 0;
    }
  }

  /** Finds out what files there are, and by which names. */
  private void look(long now) {
    lookNanos = now;
    faults.clear();
    Map<Path, List<TailedFile>> first = openByFolder();
    Set<String> seen = new HashSet<>();
    List<Found> unknown = new ArrayList<>();
    for (Path path : patterns.find((at, e) -> faults.put(at, ErrorText.of(e)))) {
      Found found = find(path);
      if (found != null && seen.add(found.part)) {
        TailedFile file = files.get(found.part);
        if (file == null) {
          unknown.add(found);
        } else {
          file.seen(path, found.attributes, now);
        }
      }
    }
    // rotation leaves several: what was written first is read first
    unknown.sort(Comparator.comparing(found -> found.attributes.lastModifiedTime()));
    for (Found found : unknown) {
      follow(found, first.computeIfAbsent(folder(found.path), folder -> new ArrayList<>()), now);
    }
    passOver = false;
    looked = true;
    dropGone(seen, now);
    forgetAbsent(now);
  }

  private @Nullable Found find(Path path) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      return attributes.isRegularFile()
          ? new Found(path, TailedFile.part(path, attributes), attributes)
          : null;
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      faults.put(path, ErrorText.of(e));
      return null;
    }
  }

  /** Follows a file once others, which it now becomes one of, have been read so far. */
  private void follow(Found found, List<TailedFile> first, long now) {
    Absent known = absent.get(found.part);
    FilePosition position = known == null ? null : FilePosition.parse(known.position);
    try {
      TailedFile file = new TailedFile(found.part, found.path, position, now);
      files.put(found.part, file);
      absent.remove(found.part);
      if (passOver) {
        file.skipToEnd();
        positions.put(file.part(), file.position());
      }
      for (TailedFile other : first) {
        file.waitFor(other);
      }
      first.clear();
      first.add(file);
    } catch (NoSuchFileException e) {
      // renamed or deleted meanwhile
    } catch (IOException e) {
      faults.put(found.path, ErrorText.of(e));
    }
  }

  private Map<Path, List<TailedFile>> openByFolder() {
    Map<Path, List<TailedFile>> open = new HashMap<>();
    for (TailedFile file : files.values()) {
      if (file.isOpen()) {
        open.computeIfAbsent(folder(file.path()), folder -> new ArrayList<>()).add(file);
      }
    }
    return open;
  }

  private void dropGone(Set<String> seen, long now) {
    for (Iterator<TailedFile> all = files.values().iterator(); all.hasNext(); ) {
      TailedFile file = all.next();
      if (!seen.contains(file.part())) {
        file.missed();
      }
      if (file.isIdle(settings.closeAfter().toNanos(), now)) {
        file.close();
      }
      if (file.isGone() && !file.isOpen()) {
        absent.put(file.part(), new Absent(file.position(), now));
        all.remove();
      }
    }
  }

  private void forgetAbsent(long now) {
    absent
        .entrySet()
        .removeIf(
            entry -> {
              boolean old = now - entry.getValue().sinceNanos >= settings.forgetAfter().toNanos();
              if (old) {
                positions.put(entry.getKey(), "");
              }
              return old;
            });
  }

  private static Path folder(Path path) {
    Path folder = path.getParent();
    return folder == null ? path : folder;
  }
}
