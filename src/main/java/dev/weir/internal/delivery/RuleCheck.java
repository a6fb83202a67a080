package dev.weir.internal.delivery;

import dev.weir.cases.CaseLint;
import dev.weir.cases.CaseTable;
import dev.weir.cases.CaseTableException;
import dev.weir.cases.RuleCase;
import dev.weir.rule.RuleIssue;
import dev.weir.rule.RuleIssue.Severity;
import dev.weir.rule.RuleLint;
import dev.weir.rule.RuleSet;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The checks of rules that compile, which need no events. A folder of null stands for the shipped
 * rules; with a folder, issues name files by paths relative to the working directory.
 */
public final class RuleCheck {

  private RuleCheck() {}

  /** Checks rules and then, if they have no errors, their cases. */
  public static List<RuleIssue> of(RuleSet rules, @Nullable Path folder) {
    return of(rules, folder, percent -> {});
  }

  /** Also says how much is done, in percent. */
  public static List<RuleIssue> of(RuleSet rules, @Nullable Path folder, IntConsumer percent) {
    List<RuleIssue> issues = new ArrayList<>(ofRules(rules, folder));
    if (errors(issues) == 0) { // else cases fail because of it
      issues.addAll(ofCases(rules, folder, percent));
    }
    return issues;
  }

  public static List<RuleIssue> ofRules(RuleSet rules, @Nullable Path folder) {
    return RuleLint.check(rules, Instant.now()).stream()
        .map(issue -> folder == null ? issue : issue.in(folder))
        .toList();
  }

  public static List<RuleIssue> ofCases(
      RuleSet rules, @Nullable Path folder, List<RuleCase> cases) {
    return ofCases(rules, folder, cases, percent -> {});
  }

  private static List<RuleIssue> ofCases(
      RuleSet rules, @Nullable Path folder, List<RuleCase> cases, IntConsumer percent) {
    return CaseLint.check(rules, cases, percent).stream()
        .map(issue -> rules.holds(issue.file()) && folder != null ? issue.in(folder) : issue)
        .toList();
  }

  private static List<RuleIssue> ofCases(
      RuleSet rules, @Nullable Path folder, IntConsumer percent) {
    try {
      List<RuleCase> cases =
          folder == null
              ? CaseTable.shipped()
              : CaseTable.folderOf(folder).map(CaseTable::load).orElse(null);
      if (cases == null) {
        RuleIssue none = RuleIssue.ofFile(String.valueOf(folder), "the rules have no cases");
        return List.of(none.asWarning().withHint("docs/test.md explains how to write cases"));
      }
      return ofCases(rules, folder, cases, percent);
    } catch (CaseTableException e) {
      return e.issues();
    }
  }

  public static long errors(List<RuleIssue> issues) {
    return issues.stream().filter(issue -> issue.severity() == Severity.ERROR).count();
  }
}
