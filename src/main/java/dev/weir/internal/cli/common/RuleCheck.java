package dev.weir.internal.cli.common;

import dev.weir.cases.CaseLint;
import dev.weir.cases.CaseTable;
import dev.weir.cases.CaseTableException;
import dev.weir.rule.RuleIssue;
import dev.weir.rule.RuleIssue.Severity;
import dev.weir.rule.RuleLint;
import dev.weir.rule.RuleSet;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is wrong with rules that compile, or hardly meant so, without any events. */
public final class RuleCheck {

  private RuleCheck() {}

  /**
   * What there is to say of rules and their cases.
   *
   * @param folder where they stand; null for the pack on the class path
   * @return issues with paths that lead to their files from where the command runs
   */
  public static List<RuleIssue> of(RuleSet rules, @Nullable Path folder) {
    List<RuleIssue> issues = new ArrayList<>(ofRules(rules, folder));
    if (errors(issues) == 0) { // else cases fail because of it
      issues.addAll(ofCases(rules, folder));
    }
    return issues;
  }

  /** What there is to say of the rules alone. */
  public static List<RuleIssue> ofRules(RuleSet rules, @Nullable Path folder) {
    return RuleLint.check(rules, Instant.now()).stream()
        .map(issue -> folder == null ? issue : issue.in(folder))
        .toList();
  }

  /** What cases say of the rules. */
  public static List<RuleIssue> ofCases(RuleSet rules, @Nullable Path folder, CaseTable cases) {
    return CaseLint.check(rules, cases.cases()).stream()
        .map(issue -> rules.holds(issue.file()) && folder != null ? issue.in(folder) : issue)
        .toList();
  }

  private static List<RuleIssue> ofCases(RuleSet rules, @Nullable Path folder) {
    try {
      CaseTable cases =
          folder == null
              ? CaseTable.shipped()
              : CaseTable.folderOf(folder).map(CaseTable::load).orElse(null);
      if (cases == null) {
        RuleIssue none = RuleIssue.ofFile(String.valueOf(folder), "the rules have no cases");
        return List.of(none.asWarning().withHint("docs/test.md says how cases are written"));
      }
      return ofCases(rules, folder, cases);
    } catch (CaseTableException e) {
      return e.issues();
    }
  }

  public static long errors(List<RuleIssue> issues) {
    return issues.stream().filter(issue -> issue.severity() == Severity.ERROR).count();
  }
}
