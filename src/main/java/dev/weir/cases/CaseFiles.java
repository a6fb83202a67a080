package dev.weir.cases;

import dev.weir.internal.yaml.YamlNode;
import dev.weir.rule.RuleIssue;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The YAML files of a cases folder as they are read, together with files that are not written yet,
 * and the issues found in them.
 */
final class CaseFiles {

  private final Map<Path, String> unwritten;
  private final List<RuleIssue> issues = new ArrayList<>();

  CaseFiles(Map<Path, String> unwritten) {
    this.unwritten = unwritten;
  }

  boolean exists(Path file) {
    return unwritten.containsKey(file) || Files.exists(file);
  }

  /** Reads a file; null if it is empty or, with an issue, if it is not YAML. */
  @Nullable YamlNode read(Path file) throws IOException {
    try {
      String text = unwritten.get(file);
      return read(file, text == null ? Files.readString(file) : text);
    } catch (CharacterCodingException e) {
      add(file, "is not UTF-8 text");
      return null;
    }
  }

  private @Nullable YamlNode read(Path file, String text) {
    return YamlNode.read(
        text,
        (line, column, message) -> {
          String shown = text.lines().skip(Math.max(0, line - 1L)).findFirst().orElse("");
          String snippet = line < 1 ? "" : shown.replace('\t', ' ');
          RuleIssue.Severity error = RuleIssue.Severity.ERROR;
          issues.add(new RuleIssue(file.toString(), line, column, error, message, "", snippet));
        });
  }

  /** Adds an issue of a whole file or folder. */
  void add(Path file, String text) {
    issues.add(RuleIssue.ofFile(file.toString(), text));
  }

  int count() {
    return issues.size();
  }

  void throwIfAny() {
    if (!issues.isEmpty()) {
      throw new CaseTableException(issues.stream().sorted(RuleIssue.BY_LOCATION).toList());
    }
  }
}
