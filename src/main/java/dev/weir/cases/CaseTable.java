package dev.weir.cases;

import dev.weir.internal.drl.ShippedPack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The cases of a folder: {@code base.yaml}, with the events that they start from, and tables,
 * {@code *.yaml}. Immutable.
 */
public final class CaseTable {

  /** The name of the file with the events that cases start from. */
  public static final String BASE = "base.yaml";

  private static final String TABLE = ".yaml";

  private final List<RuleCase> cases;

  private CaseTable(List<RuleCase> cases) {
    this.cases = List.copyOf(cases);
  }

  /**
   * Loads a folder's cases.
   *
   * @param folder the folder; those in it are not looked into
   * @return the cases
   * @throws CaseTableException if they are not well formed, with every issue
   * @throws UncheckedIOException if the folder cannot be read
   */
  public static CaseTable load(Path folder) {
    return load(folder, Map.of());
  }

  /**
   * Loads a folder's cases and others that are not written yet.
   *
   * @param folder the folder; it need not be there if there are others
   * @param others the texts of further files, by names that the folder does not hold
   * @return the cases of them all
   * @throws CaseTableException if they are not well formed, with every issue
   * @throws UncheckedIOException if the folder cannot be read
   */
  public static CaseTable load(Path folder, Map<String, String> others) {
    try {
      IssueCollector issues = new IssueCollector();
      BaseEvents base = new BaseEvents(folder.resolve(BASE), issues);
      String otherBase = others.get(BASE);
      if (otherBase != null) {
        base.read(otherBase);
      } else if (Files.exists(folder.resolve(BASE))) {
        base.read();
      }
      Map<Path, Optional<String>> tables = new TreeMap<>();
      if (others.isEmpty() || Files.exists(folder)) {
        tables(folder, issues).forEach(file -> tables.put(file, Optional.empty()));
      }
      others.forEach((name, text) -> tables.put(folder.resolve(name), Optional.of(text)));
      tables.remove(folder.resolve(BASE));
      List<RuleCase> cases = new ArrayList<>();
      for (Map.Entry<Path, Optional<String>> table : tables.entrySet()) {
        Path file = table.getKey();
        String text = table.getValue().orElse(null);
        YamlFile yaml =
            text == null ? YamlFile.read(file, issues) : YamlFile.of(file.toString(), text, issues);
        if (yaml != null) {
          String name = String.valueOf(file.getFileName());
          String shortName = name.substring(0, name.length() - TABLE.length());
          cases.addAll(new TableReader(yaml, shortName, base).read(issues));
        }
      }
      if (tables.isEmpty()) {
        issues.add(folder, "holds no table of cases (*" + TABLE + ")");
      }
      issues.refuse();
      return new CaseTable(cases);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the cases in " + folder, e);
    }
  }

  /**
   * Loads the cases of the pack that comes with the library, {@code unusual-imds-request}.
   *
   * @return the cases
   */
  public static CaseTable shipped() {
    return ShippedPack.read(
        pack ->
            load(
                folderOf(pack)
                    .orElseThrow(
                        () -> new IllegalStateException("the library was packed without cases"))));
  }

  /**
   * The events that the shipped cases start from, none of which is suspicious.
   *
   * @return the text of {@code base.yaml}
   */
  public static String shippedBase() {
    return ShippedPack.read(
        pack -> {
          try {
            return Files.readString(folderOf(pack).orElse(pack).resolve(BASE));
          } catch (IOException e) {
            throw new IllegalStateException("the library was packed without cases", e);
          }
        });
  }

  /**
   * Where a rules folder's cases are: its own {@code cases}, else, for {@code rules-drl/NAME}, in
   * {@code test-fixtures/NAME/cases} beside {@code rules-drl}.
   *
   * @param rules the rules folder
   * @return the folder, if it is there
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

  /**
   * The cases.
   *
   * @return at least one, by table and in the order written
   */
  public List<RuleCase> cases() {
    return cases;
  }

  private static List<Path> tables(Path folder, IssueCollector issues) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    }
    List<Path> tables = new ArrayList<>();
    for (Path file : files) {
      String name = String.valueOf(file.getFileName());
      if (name.startsWith(".") || name.equals(BASE)) {
        continue; // an editor's, or no table
      }
      if (name.endsWith(TABLE)) {
        tables.add(file);
      } else if (name.endsWith(".yml")) {
        issues.add(file, "would be passed over: a table's name ends in " + TABLE);
      }
    }
    return tables;
  }
}
