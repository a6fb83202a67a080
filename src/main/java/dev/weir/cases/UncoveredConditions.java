package dev.weir.cases;

import dev.weir.internal.drl.Clause;
import dev.weir.internal.drl.Condition;
import dev.weir.internal.drl.DrlPattern;
import dev.weir.internal.drl.DrlRule;
import dev.weir.rule.RuleIssue;
import java.util.ArrayList;
import java.util.List;

/** What of a rule is no clause, though it may decide. */
final class UncoveredConditions {

  private UncoveredConditions() {}

  /** Warnings at the places. */
  static List<RuleIssue> of(DrlRule rule) {
    List<RuleIssue> issues = new ArrayList<>();
    for (DrlPattern pattern : rule.patterns()) {
      for (DrlPattern.Binding binding : pattern.bindings()) {
        if (!binding.isPlain()) {
          String words = "not looked into: what is bound here asks for something, too";
          issues.add(RuleIssues.warning(rule.place(pattern.offset()), words));
        }
      }
      pattern.conditions().forEach(condition -> addLists(rule, condition, issues));
    }
    if (!rule.isPlain()) {
      String words = "not looked into: what stands in not, exists, or, from and the like";
      issues.add(RuleIssues.warning(rule.place(), words));
    }
    return issues;
  }

  private static void addLists(DrlRule rule, Condition condition, List<RuleIssue> issues) {
    int parts = condition.parts().size();
    if (condition.kind() == Condition.Kind.LIST && parts > Clause.MAX_VALUES) {
      String words = "not looked into: the " + parts + " values of this list one by one";
      issues.add(RuleIssues.warning(rule.place(condition.offset()), words));
    }
    condition.parts().forEach(part -> addLists(rule, part, issues));
  }
}
