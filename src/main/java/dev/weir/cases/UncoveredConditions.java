package dev.weir.cases;

import dev.weir.internal.drl.Clause;
import dev.weir.internal.drl.Condition;
import dev.weir.internal.drl.DrlPattern;
import dev.weir.internal.drl.DrlRule;
import dev.weir.rule.RuleIssue;
import java.util.ArrayList;
import java.util.List;

/** The conditions of a rule that coverage cannot analyze, as warnings. */
final class UncoveredConditions {

  private UncoveredConditions() {}

  static List<RuleIssue> of(DrlRule rule) {
    List<RuleIssue> issues = new ArrayList<>();
    for (DrlPattern pattern : rule.patterns()) {
      for (DrlPattern.Binding binding : pattern.bindings()) {
        if (!binding.isPlain()) {
          String text = "not analyzed: the condition in this binding";
          issues.add(RuleIssues.warning(rule.place(pattern.offset()), text));
        }
      }
      pattern.conditions().forEach(condition -> addLists(rule, condition, issues));
    }
    if (!rule.isPlain()) {
      String text = "not analyzed: the conditions in not, exists, or, from and the like";
      issues.add(RuleIssues.warning(rule.place(), text));
    }
    return issues;
  }

  private static void addLists(DrlRule rule, Condition condition, List<RuleIssue> issues) {
    int parts = condition.parts().size();
    if (condition.kind() == Condition.Kind.LIST && parts > Clause.MAX_VALUES) {
      String text = "not analyzed: the single values of this list, which has " + parts;
      issues.add(RuleIssues.warning(rule.place(condition.offset()), text));
    }
    condition.parts().forEach(part -> addLists(rule, part, issues));
  }
}
