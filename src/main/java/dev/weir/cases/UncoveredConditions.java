package dev.weir.cases;

import dev.weir.rule.Clause;
import dev.weir.rule.Condition;
import dev.weir.rule.RuleIssue;
import dev.weir.rule.RuleIssue.Severity;
import dev.weir.rule.RuleText;
import dev.weir.rule.RuleText.PatternText;
import java.util.ArrayList;
import java.util.List;

/** The conditions of a rule that coverage cannot analyze, as warnings. */
final class UncoveredConditions {

  private UncoveredConditions() {}

  static List<RuleIssue> of(RuleText rule) {
    List<RuleIssue> issues = new ArrayList<>();
    for (PatternText pattern : rule.patterns()) {
      for (String binding : pattern.bindings()) {
        if (!binding.matches("\\$?\\w+\\s*:\\s*[\\w.]+\\s*")) {
          String text = "not analyzed: the condition in this binding";
          issues.add(rule.issueAt(pattern.offset(), Severity.WARNING, text));
        }
      }
      pattern.conditions().forEach(condition -> addLists(rule, condition, issues));
    }
    if (!rule.isPlain()) {
      String text = "not analyzed: the conditions in not, exists, or, from and the like";
      issues.add(rule.issue(Severity.WARNING, text));
    }
    return issues;
  }

  private static void addLists(RuleText rule, Condition condition, List<RuleIssue> issues) {
    int parts = condition.parts().size();
    if (condition.kind() == Condition.Kind.LIST && parts > Clause.MAX_VALUES) {
      String text = "not analyzed: the single values of this list, which has " + parts;
      issues.add(rule.issueAt(condition.offset(), Severity.WARNING, text));
    }
    condition.parts().forEach(part -> addLists(rule, part, issues));
  }
}
