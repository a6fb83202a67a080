package dev.weir.rule;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Thrown for a rule set that cannot be used, with every issue found. */
public final class RuleSetException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<RuleIssue> issues;

  RuleSetException(List<RuleIssue> issues) {
    super(issues.stream().map(RuleIssue::toString).collect(Collectors.joining("\n")));
    this.issues = List.copyOf(issues);
  }

  /** {@return at least one issue} */
  public List<RuleIssue> issues() {
    return issues;
  }

  /**
   * {@return the same exception with issues as {@link RuleIssue#in} gives them}
   *
   * @param folder the folder of the rules
   */
  public RuleSetException in(Path folder) {
    return new RuleSetException(issues.stream().map(issue -> issue.in(folder)).toList());
  }
}
