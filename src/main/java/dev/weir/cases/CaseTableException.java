package dev.weir.cases;

import dev.weir.rule.RuleIssue;
import java.util.List;
import java.util.stream.Collectors;

/** Thrown for case tables that are not well formed, with all issues found. */
public final class CaseTableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<RuleIssue> issues;

  CaseTableException(List<RuleIssue> issues) {
    super(issues.stream().map(RuleIssue::toString).collect(Collectors.joining("\n")));
    this.issues = List.copyOf(issues);
  }

  /** {@return at least one issue; file names include the folder that was loaded} */
  public List<RuleIssue> issues() {
    return issues;
  }
}
