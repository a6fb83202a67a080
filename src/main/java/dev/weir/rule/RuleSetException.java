package dev.weir.rule;

import java.util.List;
import java.util.stream.Collectors;

/** A rule set cannot be used. Carries every issue that was found, not only the first. */
public final class RuleSetException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<RuleIssue> issues;

  RuleSetException(List<RuleIssue> issues) {
    super(issues.stream().map(RuleIssue::toString).collect(Collectors.joining("\n")));
    this.issues = List.copyOf(issues);
  }

  /**
   * What is wrong.
   *
   * @return at least one issue
   */
  public List<RuleIssue> issues() {
    return issues;
  }
}
