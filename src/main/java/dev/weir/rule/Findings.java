package dev.weir.rule;

import dev.weir.internal.drl.DrlPlace;
import dev.weir.rule.RuleIssue.Severity;
import java.util.ArrayList;
import java.util.List;

/** Collects issues with their places in rule files. */
final class Findings {

  private final List<RuleIssue> issues = new ArrayList<>();

  List<RuleIssue> issues() {
    return issues;
  }

  void warn(DrlPlace place, String text, String hint) {
    issues.add(issue(place, Severity.WARNING, text).withHint(hint));
  }

  void error(DrlPlace place, String text, String hint) {
    issues.add(issue(place, Severity.ERROR, text).withHint(hint));
  }

  static RuleIssue error(DrlPlace place, String text) {
    return issue(place, Severity.ERROR, text);
  }

  static RuleIssue issue(DrlPlace place, Severity severity, String text) {
    return new RuleIssue(
        place.file(), place.line(), place.column(), severity, text, "", place.snippet());
  }
}
