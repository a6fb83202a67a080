package dev.weir.cases;

import dev.weir.rule.RuleSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A new rule with its cases, not written yet.
 *
 * @param ruleFile the rule's file, relative to the rules' folder
 * @param table the name of its case table
 * @param rules the rules with the new one
 * @param files the files to write, and their text
 * @param cases all cases of the rules with those of the new one, to be run before writing
 * @param untested the fields of an exclusion without a near miss: no other value would alert
 */
public record RuleDraft(
    String ruleFile,
    String table,
    RuleSet rules,
    Map<Path, String> files,
    List<RuleCase> cases,
    List<String> untested) {

  /**
   * Writes all files, or none if one fails. Never overwrites a file.
   *
   * @throws IOException if a file exists or cannot be written
   */
  public void write() throws IOException {
    Deque<Path> written = new ArrayDeque<>();
    try {
      for (Map.Entry<Path, String> file : files.entrySet()) {
        Path path = file.getKey();
        Files.createDirectories(path.toAbsolutePath().getParent());
        Files.createFile(path);
        written.push(path);
        Files.writeString(path, file.getValue(), StandardOpenOption.WRITE);
      }
    } catch (IOException e) {
      for (Path path : written) {
        Files.deleteIfExists(path);
      }
      throw e;
    }
  }

  /** A name for files, in lower case letters, digits and hyphens. */
  static String slug(String name, String kind) {
    String plain = name.toLowerCase(Locale.ROOT).replace("'", "").replaceAll("[^a-z0-9]+", "-");
    String slug = plain.replaceAll("^-|-$", "");
    if (slug.isEmpty()) {
      return kind;
    }
    return slug.equals("base") ? "base-" + kind : slug; // base.yaml is not a table
  }
}
