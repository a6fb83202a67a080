package dev.weir.cases;

import dev.weir.internal.drl.DrlPlace;
import dev.weir.rule.RuleIssue;
import dev.weir.rule.RuleIssue.Severity;

/** Issues with places in rule files. */
final class RuleIssues {

  private RuleIssues() {}

  static RuleIssue of(DrlPlace place, Severity severity, String text) {
    return new RuleIssue(
        place.file(), place.line(), place.column(), severity, text, "", place.snippet());
  }

  static RuleIssue warning(DrlPlace place, String text) {
    return of(place, Severity.WARNING, text);
  }
}
