package dev.weir.internal.service.source;

import dev.weir.internal.service.health.ErrorText;
import dev.weir.internal.service.source.InFlightChunks.NotSavedException;
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

/** Reads the files that match some patterns from a feed's positions. For one thread. */
final class FileFollower implements AutoCloseable {

  private record Found(Path path, String part, BasicFileAttributes attributes) {}

  /** A saved position whose file does not exist. */
  private record Absent(String position, long sinceNanos) {}

  private final FileSettings settings;
  private final FilePatterns patterns;
  private final Feed feed;
  private final InFlightChunks inFlight;
  private final LongSupplier nanoTime;

  /** By part, in the order in which they were found. */
  private final Map<String, TailedFile> files = new LinkedHashMap<>();

  private final Map<String, Absent> absent = new HashMap<>();
  private final Map<Path, String> failures = new TreeMap<>();
  private boolean skipExisting;
  private boolean scanned;
  private long scannedNanos;
  private List<Item> items = new ArrayList<>();
  private Map<String, String> positions = new HashMap<>();
  private long bytes;

  FileFollower(FileSettings settings, Feed feed, InFlightChunks inFlight, LongSupplier nanoTime) {
    this.settings = settings;
    this.patterns = new FilePatterns(settings.patterns());
    this.feed = feed;
    this.inFlight = inFlight;
    this.nanoTime = nanoTime;
    Map<String, String> known = feed.positions(settings.name());
    long now = nanoTime.getAsLong();
    known.forEach((part, position) -> absent.put(part, new Absent(position, now)));
    skipExisting = settings.fromEnd() && known.isEmpty();
  }

  /** Reads a part of each file that has new lines. Returns false if none had. */
  boolean poll() throws NotSavedException, InterruptedException {
    inFlight.check();
    long now = nanoTime.getAsLong();
    if (!scanned || now - scannedNanos >= settings.interval().toNanos()) {
      scan(now);
    }
    boolean more = false;
    for (TailedFile file : files.values()) {
      if (!file.isWaiting()) {
        more |= read(file, now);
      }
      if (bytes >= settings.chunkBytes()) {
        flush();
      }
    }
    flush();
    return more;
  }

  /** The bytes that have not been read. */
  long lag() {
    return files.values().stream().mapToLong(TailedFile::lag).sum();
  }

  /** What is wrong, or null. */
  @Nullable String trouble() {
    if (!failures.isEmpty()) {
      Map.Entry<Path, String> first = failures.entrySet().iterator().next();
      String others = failures.size() == 1 ? "" : ", and " + (failures.size() - 1) + " others";
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

  private boolean read(TailedFile file, long now) {
    long before = file.offset();
    try {
      return file.read(items, settings.chunkBytes(), now);
    } catch (NoSuchFileException e) {
      file.failed(); // the next scan detects a rename or removal
      return false;
    } catch (IOException e) {
      file.failed();
      failures.put(file.path(), ErrorText.of(e));
      return false;
    } finally {
      if (file.offset() != before) {
        positions.put(file.part(), file.position());
        bytes += Math.max(0, file.offset() - before);
      }
    }
  }

  private void flush() throws NotSavedException, InterruptedException {
    if (!positions.isEmpty()) {
      inFlight.add(new Chunk(settings.name(), items, positions), feed);
      items = new ArrayList<>();
      positions = new HashMap<>();
      bytes = 0;
    }
  }

  /** Finds new, renamed and deleted files. */
  private void scan(long now) {
    scannedNanos = now;
    failures.clear();
    Map<Path, List<TailedFile>> predecessors = openByFolder();
    Set<String> parts = new HashSet<>();
    List<Found> added = new ArrayList<>();
    for (Path path : patterns.find((folder, e) -> failures.put(folder, ErrorText.of(e)))) {
      Found found = find(path);
      if (found != null && parts.add(found.part)) {
        TailedFile file = files.get(found.part);
        if (file == null) {
          added.add(found);
        } else {
          file.found(path, found.attributes, now);
        }
      }
    }
    // oldest first, as rotation leaves several files
    added.sort(Comparator.comparing(found -> found.attributes.lastModifiedTime()));
    for (Found found : added) {
      Path folder = found.path.getParent();
      add(found, predecessors.computeIfAbsent(folder, any -> new ArrayList<>()), now);
    }
    skipExisting = false;
    scanned = true;
    closeIdle(parts, now);
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
      failures.put(path, ErrorText.of(e));
      return null;
    }
  }

  /** Adds a file, which is read after the current content of its predecessors in the folder. */
  private void add(Found found, List<TailedFile> predecessors, long now) {
    Absent known = absent.get(found.part);
    FilePosition position = known == null ? null : FilePosition.parse(known.position);
    try {
      TailedFile file = new TailedFile(found.part, found.path, position, now);
      files.put(found.part, file);
      absent.remove(found.part);
      if (skipExisting) {
        file.skipToEnd();
        positions.put(file.part(), file.position());
      }
      for (TailedFile other : predecessors) {
        file.waitFor(other);
      }
      predecessors.clear();
      predecessors.add(file);
    } catch (NoSuchFileException e) {
      // renamed or deleted meanwhile
    } catch (IOException e) {
      failures.put(found.path, ErrorText.of(e));
    }
  }

  private Map<Path, List<TailedFile>> openByFolder() {
    Map<Path, List<TailedFile>> open = new HashMap<>();
    for (TailedFile file : files.values()) {
      if (file.isOpen()) {
        open.computeIfAbsent(file.path().getParent(), any -> new ArrayList<>()).add(file);
      }
    }
    return open;
  }

  private void closeIdle(Set<String> parts, long now) {
    for (Iterator<TailedFile> all = files.values().iterator(); all.hasNext(); ) {
      TailedFile file = all.next();
      if (!parts.contains(file.part())) {
        file.notFound();
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
}
