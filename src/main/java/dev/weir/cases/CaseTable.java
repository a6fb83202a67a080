package dev.weir.cases;

import dev.weir.internal.drl.ShippedPack;
import dev.weir.internal.yaml.YamlNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Reads the cases of a folder: {@code base.yaml} with the events that they are based on, and the
 * case tables, {@code *.yaml}.
 */
public final class CaseTable {

  /** The name of the file with the base events. */
  public static final String BASE = "base.yaml";

  private static final String EXTENSION = ".yaml";

  private CaseTable() {}

  /**
   * Loads the cases of a folder.
   *
   * @param folder the folder, without its subfolders
   * @return the cases, at least one; by table, in the order written
   * @throws CaseTableException if they are not well formed, with all issues
   * @throws UncheckedIOException if the folder cannot be read
   */
  public static List<RuleCase> load(Path folder) {
    return load(folder, Map.of());
  }

  /** Loads a folder, which need not exist then, together with files that are not written yet. */
  static List<RuleCase> load(Path folder, Map<Path, String> unwritten) {
    try {
      CaseFiles files = new CaseFiles(unwritten);
      BaseEvents base = BaseEvents.read(folder, files);
      Set<Path> tables = new TreeSet<>(unwritten.keySet());
      if (unwritten.isEmpty() || Files.exists(folder)) {
        tables.addAll(tables(folder, files));
      }
      tables.remove(folder.resolve(BASE));
      List<RuleCase> cases = new ArrayList<>();
      for (Path file : tables) {
        int before = files.count();
        YamlNode root = files.read(file);
        if (root != null) {
          cases.addAll(new TableReader(file, base, files).read(root));
        } else if (files.count() == before) {
          files.add(file, "contains no cases");
        }
      }
      if (tables.isEmpty()) {
        files.add(folder, "contains no case tables (*" + EXTENSION + ")");
      }
      files.throwIfAny();
      return List.copyOf(cases);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the cases in " + folder, e);
    }
  }

  /** {@return the cases of the rule pack in the library, {@code unusual-imds-request}} */
  public static List<RuleCase> shipped() {
    return ShippedPack.read(pack -> load(folderOf(pack).orElseThrow()));
  }

  /** The {@code base.yaml} of the shipped cases; none of its events is suspicious. */
  static String shippedBase() {
    return ShippedPack.read(
        pack -> {
          try {
            return Files.readString(folderOf(pack).orElseThrow().resolve(BASE));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  /** A new table, and the base events that it needs if the folder has none. */
  static Map<Path, String> withBase(Path folder, String table, String text) {
    Map<Path, String> files = new LinkedHashMap<>();
    files.put(folder.resolve(table), text);
    Path base = folder.resolve(BASE);
    if (!Files.exists(base)) {
      files.put(base, shippedBase());
    }
    return files;
  }

  /**
   * Finds the cases of a rules folder: its subfolder {@code cases} or, for {@code rules-drl/NAME},
   * {@code test-fixtures/NAME/cases} beside {@code rules-drl}.
   *
   * @param rules the rules folder
   * @return the folder, if it exists
   */
  public static Optional<Path> folderOf(Path rules) {
    Path inside = rules.resolve("cases");
    if (Files.isDirectory(inside)) {
      return Optional.of(inside);
    }
    Path whole = rules.toAbsolutePath().normalize();
    Path parent = whole.getParent();
    if (parent == null || !parent.endsWith("rules-drl")) {
      return Optional.empty();
    }
    Path fixtures = parent.resolveSibling("test-fixtures").resolve(whole.getFileName());
    return Optional.of(fixtures.resolve("cases")).filter(Files::isDirectory);
  }

  private static List<Path> tables(Path folder, CaseFiles files) throws IOException {
    List<Path> tables = new ArrayList<>();
    try (Stream<Path> all = Files.list(folder)) {
      for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
        String name = String.valueOf(file.getFileName());
        if (name.startsWith(".") || name.equals(BASE)) {
          continue; // a file of an editor, or not a table
        }
        if (name.endsWith(EXTENSION)) {
          tables.add(file);
        } else if (name.endsWith(".yml")) {
          files.add(file, "would be ignored; a table's name must end in " + EXTENSION);
        }
      }
    }
    return tables;
  }
}
