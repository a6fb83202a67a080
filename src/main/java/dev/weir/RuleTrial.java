package dev.weir;

import dev.weir.rule.RuleIssue;
import dev.weir.rule.RuleSet;
import java.io.IOException;
import java.util.List;

/** A test that a rule set has to pass before it takes over, besides that it compiles. */
public interface RuleTrial {

  /** No test: rules take over as soon as they compile. */
  RuleTrial NONE = rules -> new Outcome(0, List.of());

  /**
   * The outcome of a trial.
   *
   * @param cases how many cases were run
   * @param issues what was found; with one error, the rules do not take over
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

    /** {@return whether the rules may take over: no issue is an error} */
    public boolean passed() {
      return issues.stream().noneMatch(issue -> issue.severity() == RuleIssue.Severity.ERROR);
    }
  }

  /**
   * Tests a rule set.
   *
   * @param rules the rules, compiled
   * @return the outcome
   */
  Outcome of(RuleSet rules);

  /**
   * A fingerprint of the trial's own input, such as a hash of case tables. When it changes, rules
   * that failed are tested again.
   *
   * @return the fingerprint
   * @throws IOException if the input cannot be read now
   */
  default String fingerprint() throws IOException {
    return "";
  }
}
