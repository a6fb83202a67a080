package dev.weir.cases;

import dev.weir.rule.RuleIssue;
import java.util.List;
import java.util.stream.Collectors;

/** Cases are not well formed. Carries every issue that was found, not only the first. */
public final class CaseTableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<RuleIssue> issues;

  CaseTableException(List<RuleIssue> issues) {
    super(issues.stream().map(RuleIssue::toString).collect(Collectors.joining("\n")));
    this.issues = List.copyOf(issues);
  }

  /**
   * What is wrong.
   *
   * @return at least one issue; its file is named with the folder that was loaded
   */
  public List<RuleIssue> issues() {
    return issues;
  }
}
