package dev.weir.cases;

import dev.weir.internal.drl.Clause;
import dev.weir.internal.drl.Condition;
import dev.weir.internal.drl.DrlRule;
import dev.weir.rule.RuleIssue;
import dev.weir.rule.RuleIssue.Severity;
import dev.weir.rule.RuleMetadata;
import dev.weir.rule.RuleSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * What the cases of rules say of them: cases that fail, exclusions that silence an attack, and
 * rules, and arms of a detection, that no case decides.
 */
public final class CaseLint {

  private CaseLint() {}

  /**
   * Runs the cases and looks at what they say, and at what they do not.
   *
   * @param rules the rules
   * @param cases their cases
   * @return errors where a case fails or an attack is silenced, warnings where a case is missing;
   *     files of rules relative to the rules' folder, files of cases as the cases have them
   */
  public static List<RuleIssue> check(RuleSet rules, List<RuleCase> cases) {
    List<RuleIssue> issues = new ArrayList<>(failures(rules, cases));
    for (Coverage.Part part : Coverage.of(rules, cases).findings()) {
      if (part.state() == Coverage.State.UNDECIDED && isToldAlways(rules, part)) {
        issues.add(part.issue());
      }
    }
    return issues;
  }

  /**
   * Runs the cases.
   *
   * @param rules the rules
   * @param cases their cases
   * @return errors where a case fails or an attack is silenced; files as {@link #check} has them
   */
  public static List<RuleIssue> failures(RuleSet rules, List<RuleCase> cases) {
    return cases.stream()
        .map(one -> CaseRun.of(rules, one))
        .filter(result -> !result.passed())
        .map(result -> failure(rules, result))
        .toList();
  }

  /** A rule, or an arm of one that excludes nothing; the rest is for who asks for coverage. */
  private static boolean isToldAlways(RuleSet rules, Coverage.Part part) {
    Clause clause = part.clause();
    if (clause == null) {
      return true;
    }
    RuleMetadata said = rules.rules().get(part.rule().name());
    Condition whole = clause.whole();
    return said != null && !said.exclusion() && whole != null && whole.kind() == Condition.Kind.ANY;
  }

  /** An attack that is silenced is the exclusion's fault, anything else is told at the case. */
  private static RuleIssue failure(RuleSet rules, CaseResult result) {
    RuleCase one = result.ruleCase();
    List<DrlRule> silencing =
        result.excludedBy().stream()
            .map(name -> rules.tree().rule(name))
            .filter(Objects::nonNull)
            .collect(Collectors.toList());
    if (one.truePositive() && !silencing.isEmpty()) {
      String which = "\"" + one.fullName() + "\" (" + one.file() + ":" + one.line() + ")";
      return RuleIssues.of(
          silencing.get(0).place(),
          Severity.ERROR,
          "this exclusion silences the attack of the case " + which);
    }
    return RuleIssue.at(one.file(), one.line(), "this case fails: " + result.difference());
  }
}
