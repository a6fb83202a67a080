package dev.weir.cases;

import dev.weir.Detector;
import dev.weir.internal.drl.Clause;
import dev.weir.internal.drl.Condition;
import dev.weir.internal.drl.DrlPlace;
import dev.weir.internal.drl.DrlRule;
import dev.weir.rule.RuleIssue;
import dev.weir.rule.RuleIssue.Severity;
import dev.weir.rule.RuleSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.IntConsumer;

/**
 * The issues that cases show in rules: failing cases, exclusions that silence an attack, and rules
 * and alternatives that no case decides.
 */
public final class CaseLint {

  private CaseLint() {}

  /**
   * Runs the cases and measures their coverage.
   *
   * @param rules the rules
   * @param cases their cases
   * @return an error for each failing case or silenced attack, a warning for each missing case;
   *     rule files are relative to the rules' folder, case files are named as in the cases
   */
  public static List<RuleIssue> check(RuleSet rules, List<RuleCase> cases) {
    return check(rules, cases, percent -> {});
  }

  /**
   * Checks as {@link #check(RuleSet, List)}, and says how far it is.
   *
   * @param rules the rules
   * @param cases their cases
   * @param percent receives how much is done, at each case; each case is run and then measured
   * @return as there
   */
  public static List<RuleIssue> check(RuleSet rules, List<RuleCase> cases, IntConsumer percent) {
    RuleSet shared = rules.withSharedBase();
    Set<RuleCase> passed = Collections.newSetFromMap(new IdentityHashMap<>());
    List<RuleIssue> issues = new ArrayList<>();
    int done = 0;
    for (RuleCase one : cases) {
      percent.accept(50 * done++ / cases.size());
      CaseResult result = CaseRun.of(shared, one);
      if (result.passed()) {
        passed.add(one);
      } else {
        issues.add(failure(rules, result));
      }
    }
    IntConsumer measured = count -> percent.accept(50 + 50 * count / cases.size());
    Coverage.of(shared, cases, CaseLint::isAlwaysReported, passed::contains, measured)
        .findings()
        .stream()
        .filter(part -> part.state() == Coverage.State.UNDECIDED)
        .forEach(part -> issues.add(part.issue()));
    return issues;
  }

  /**
   * {@return an error for each failing case or silenced attack, with files as in {@link #check}}
   *
   * @param rules the rules
   * @param cases their cases
   */
  public static List<RuleIssue> failures(RuleSet rules, List<RuleCase> cases) {
    return failures(rules, cases, (one, detector) -> {});
  }

  static List<RuleIssue> failures(
      RuleSet rules, List<RuleCase> cases, BiConsumer<RuleCase, Detector> begun) {
    RuleSet shared = rules.withSharedBase();
    return cases.stream()
        .map(one -> CaseRun.of(shared, one, detector -> begun.accept(one, detector)))
        .filter(result -> !result.passed())
        .map(result -> failure(rules, result))
        .toList();
  }

  /** An alternative of a detection; the other clauses are only reported as coverage. */
  private static boolean isAlwaysReported(Clause clause) {
    Condition whole = clause.whole();
    return !clause.rule().isExclusion() && whole != null && whole.kind() == Condition.Kind.ANY;
  }

  /** A silenced attack is reported at the exclusion, any other failure at the case. */
  private static RuleIssue failure(RuleSet rules, CaseResult result) {
    RuleCase one = result.ruleCase();
    List<DrlRule> silencing =
        result.excludedBy().stream()
            .map(name -> rules.tree().rule(name))
            .filter(Objects::nonNull)
            .toList();
    if (one.truePositive() && !silencing.isEmpty()) {
      String which = "\"" + one.fullName() + "\" (" + one.file() + ":" + one.line() + ")";
      return issue(
          silencing.get(0).place(), "this exclusion silences the attack of the case " + which);
    }
    String differences = String.join("; ", result.differences().values());
    return RuleIssue.at(one.file(), one.line(), "this case fails: " + differences);
  }

  /** An error at a place in a rule file. */
  static RuleIssue issue(DrlPlace place, String text) {
    return new RuleIssue(
        place.file(), place.line(), place.column(), Severity.ERROR, text, "", place.snippet());
  }
}
