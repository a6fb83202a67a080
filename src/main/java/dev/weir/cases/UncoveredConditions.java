package dev.weir.cases;

import dev.weir.internal.drl.Clause;
import dev.weir.internal.drl.Condition;
import dev.weir.internal.drl.DrlPattern;
import dev.weir.internal.drl.DrlPlace;
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
      pattern.bindings().stream()
          .filter(binding -> !binding.isPlain())
          .map(binding -> issue(rule.place(pattern.offset()), "the condition in this binding"))
          .forEach(issues::add);
      pattern.conditions().forEach(condition -> addLists(rule, condition, issues));
    }
    if (!rule.isPlain()) {
      issues.add(issue(rule.place(), "the conditions in not, exists, or, from and the like"));
    }
    return issues;
  }

  private static void addLists(DrlRule rule, Condition condition, List<RuleIssue> issues) {
    int parts = condition.parts().size();
    if (condition.kind() == Condition.Kind.LIST && parts > Clause.MAX_VALUES) {
      String what = "the single values of this list, which has " + parts;
      issues.add(issue(rule.place(condition.offset()), what));
    }
    condition.parts().forEach(part -> addLists(rule, part, issues));
  }

  private static RuleIssue issue(DrlPlace place, String what) {
    return CaseLint.issue(place, "not analyzed: " + what).asWarning();
  }
}
