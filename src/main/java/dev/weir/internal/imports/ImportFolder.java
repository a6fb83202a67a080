package dev.weir.internal.imports;

import dev.weir.internal.text.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The folder that an import writes. A file there lists the hash of each file as it was written, so
 * that a later import knows which of them were edited since, and leaves these alone.
 */
public final class ImportFolder {

  /** The list of hashes, as {@code sha256sum} writes and checks it. */
  public static final String HASHES = "import.sha256";

  /** The outcomes for a file. */
  public enum Change {
    /** The file is new. */
    NEW,
    /** The file changed in the source, and nobody edited it. */
    UPDATED,
    /** The file is as it was. */
    SAME,
    /** The file was edited, and differs from what the import gives. */
    EDITED,
    /** The file was written by an earlier import, and this one does not give it. */
    GONE
  }

  /**
   * What is to be done with a file.
   *
   * @param wanted its text by the import; empty if it is gone
   * @param found its text in the folder; empty if it is new
   */
  public record Step(String file, Change change, String wanted, String found) {}

  private final Path folder;
  private final Map<String, String> hashes = new TreeMap<>();
  private final List<Step> steps = new ArrayList<>();

  /** Compares the files of an import with those in a folder. Writes nothing. */
  public ImportFolder(Path folder, Map<String, String> files) throws IOException {
    this.folder = folder;
    Path list = folder.resolve(HASHES);
    if (Files.exists(list)) {
      for (String line : Files.readAllLines(list)) {
        String[] parts = line.split("  ", 2);
        if (parts.length == 2) {
          hashes.put(parts[1], parts[0]);
        }
      }
    }
    for (Map.Entry<String, String> file : files.entrySet()) {
      String found = text(file.getKey());
      String wanted = file.getValue();
      steps.add(
          new Step(
              file.getKey(),
              change(file.getKey(), found, wanted),
              wanted,
              Objects.requireNonNullElse(found, "")));
    }
    for (String file : List.copyOf(hashes.keySet())) {
      String found = files.containsKey(file) ? null : text(file);
      if (found != null) {
        steps.add(new Step(file, Change.GONE, "", found));
      }
    }
  }

  private Change change(String file, @Nullable String found, String wanted) {
    if (found == null) {
      return Change.NEW;
    } else if (found.equals(wanted)) {
      return Change.SAME;
    }
    return Sha256.hex(found).equals(hashes.get(file)) ? Change.UPDATED : Change.EDITED;
  }

  private @Nullable String text(String file) throws IOException {
    Path path = folder.resolve(file);
    return Files.exists(path) ? Files.readString(path) : null;
  }

  /** What is to be done with each file. */
  public List<Step> steps() {
    return steps;
  }

  /** Writes what is new or updated; leaves alone what was edited or is gone. */
  public void write() throws IOException {
    for (Step step : steps) {
      if (step.change() == Change.NEW || step.change() == Change.UPDATED) {
        Path path = folder.resolve(step.file());
        Files.createDirectories(path.toAbsolutePath().getParent());
        Files.writeString(path, step.wanted());
      }
      if (step.change() != Change.EDITED && step.change() != Change.GONE) {
        hashes.put(step.file(), Sha256.hex(step.wanted()));
      }
    }
    StringBuilder list = new StringBuilder();
    hashes.forEach((file, hash) -> list.append(hash).append("  ").append(file).append('\n'));
    Files.createDirectories(folder.toAbsolutePath());
    Files.writeString(folder.resolve(HASHES), list);
  }
}
