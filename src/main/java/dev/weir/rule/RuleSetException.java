package dev.weir.rule;

import java.nio.file.Path;
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

  /**
   * The same with files that lead there from where the program runs.
   *
   * @param folder the folder of the rules
   * @return issues as {@link RuleIssue#in} gives them
   */
  public RuleSetException in(Path folder) {
    return new RuleSetException(issues.stream().map(issue -> issue.in(folder)).toList());
  }
}
