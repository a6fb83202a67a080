package dev.weir.rule;

import dev.weir.internal.drl.DrlPlace;

/** Issues with places in rule files. */
final class Issues {

  private Issues() {}

  static RuleIssue error(DrlPlace place, String text) {
    return of(place, RuleIssue.Severity.ERROR, text);
  }

  static RuleIssue warning(DrlPlace place, String text) {
    return of(place, RuleIssue.Severity.WARNING, text);
  }

  static RuleIssue of(DrlPlace place, RuleIssue.Severity severity, String text) {
    return new RuleIssue(
        place.file(), place.line(), place.column(), severity, text, "", place.snippet());
  }
}
