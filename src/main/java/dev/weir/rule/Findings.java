package dev.weir.rule;

import dev.weir.internal.drl.DrlPlace;
import java.util.ArrayList;
import java.util.List;

/** Collects issues with their places in rule files. */
final class Findings {

  private final List<RuleIssue> issues = new ArrayList<>();

  List<RuleIssue> issues() {
    return issues;
  }

  void warn(DrlPlace place, String text, String hint) {
    issues.add(RuleIssue.at(place, text).asWarning().withHint(hint));
  }

  void error(DrlPlace place, String text, String hint) {
    issues.add(RuleIssue.at(place, text).withHint(hint));
  }
}
