package dev.weir.cases;

import dev.weir.rule.Clause;
import dev.weir.rule.Condition;
import dev.weir.rule.RuleIssue;
import dev.weir.rule.RuleIssue.Severity;
import dev.weir.rule.RuleText;
import dev.weir.rule.RuleText.PatternText;
import java.util.ArrayList;
import java.util.List;

/** What of a rule is no clause, though it may decide. */
final class UncoveredConditions {

  private UncoveredConditions() {}

  /** Warnings at the places. */
  static List<RuleIssue> of(RuleText rule) {
    List<RuleIssue> issues = new ArrayList<>();
    for (PatternText pattern : rule.patterns()) {
      for (String binding : pattern.bindings()) {
        if (!binding.matches("\\$?\\w+\\s*:\\s*[\\w.]+\\s*")) {
          String words = "not looked into: what is bound here asks for something, too";
          issues.add(rule.issueAt(pattern.offset(), Severity.WARNING, words));
        }
      }
      pattern.conditions().forEach(condition -> addLists(rule, condition, issues));
    }
    if (!rule.isPlain()) {
      String words = "not looked into: what stands in not, exists, or, from and the like";
      issues.add(rule.issue(Severity.WARNING, words));
    }
    return issues;
  }

  private static void addLists(RuleText rule, Condition condition, List<RuleIssue> issues) {
    int parts = condition.parts().size();
    if (condition.kind() == Condition.Kind.LIST && parts > Clause.MAX_VALUES) {
      String words = "not looked into: the " + parts + " values of this list one by one";
      issues.add(rule.issueAt(condition.offset(), Severity.WARNING, words));
    }
    condition.parts().forEach(part -> addLists(rule, part, issues));
  }
}
