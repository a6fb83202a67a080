package dev.weir;

import dev.weir.rule.RuleIssue;
import dev.weir.rule.RuleSet;
import java.io.IOException;
import java.util.List;

/**
 * A test that new rules must pass, after they compile, before they take over. {@link
 * dev.weir.cases.CaseTrial} runs their cases. Called by the thread that polls the {@link
 * RuleFolder}.
 */
public interface RuleTrial {

  /** A trial that every rule set passes. */
  RuleTrial NONE = rules -> new Outcome(0, List.of());

  /**
   * The result of a trial.
   *
   * @param cases how many cases were run
   * @param issues what was found; a single error keeps the rules from taking over
   */
  record Outcome(int cases, List<RuleIssue> issues) {
    /**
     * Copies the issues.
     *
     * @param cases how many cases were run
     * @param issues what was found
     */
    public Outcome {
      issues = List.copyOf(issues);
    }

    /** {@return whether the rules may take over, because no issue is an error} */
    public boolean passed() {
      return issues.stream().noneMatch(issue -> issue.severity() == RuleIssue.Severity.ERROR);
    }
  }

  /**
   * Tests a rule set.
   *
   * @param rules the rules, compiled
   * @return the result
   */
  Outcome of(RuleSet rules);

  /**
   * What the trial is doing, for a message if it does not end. Called by another thread.
   *
   * @return such as the case that runs; empty if not known, as it is by default
   */
  default String underWay() {
    return "";
  }

  /**
   * A value that changes when the trial itself changes, such as a hash of its case tables. Rules
   * that were refused are tried again when it does.
   *
   * @return the value; by default always the same
   * @throws IOException if it cannot be determined now
   */
  default String fingerprint() throws IOException {
    return "";
  }
}
