package dev.weir.cases;

import dev.weir.rule.RuleIssue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Gathers what is wrong with the files of one cases folder. */
final class IssueCollector {

  private static final Comparator<RuleIssue> BY_PLACE =
      Comparator.comparing(RuleIssue::file)
          .thenComparingInt(RuleIssue::line)
          .thenComparingInt(RuleIssue::column);

  private final List<RuleIssue> issues = new ArrayList<>();

  /** An issue with a whole file or folder. */
  void add(Path file, String text) {
    add(file.toString(), 0, 0, text, "");
  }

  /** An issue at a line and column, from 1. */
  void add(String file, int line, int column, String text, String snippet) {
    issues.add(new RuleIssue(file, line, column, RuleIssue.Severity.ERROR, text, "", snippet));
  }

  /** How many there are by now. */
  int count() {
    return issues.size();
  }

  /** Throws if there is any. */
  void refuse() {
    if (!issues.isEmpty()) {
      throw new CaseTableException(issues.stream().sorted(BY_PLACE).toList());
    }
  }
}
