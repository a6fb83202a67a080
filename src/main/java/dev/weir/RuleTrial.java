package dev.weir;

import dev.weir.rule.RuleIssue;
import dev.weir.rule.RuleSet;
import java.io.IOException;
import java.util.List;

/** What a rule set has to go through before it takes over, beside that it compiles. */
public interface RuleTrial {

  /** Rules take over as soon as they compile. */
  RuleTrial NONE = rules -> new Outcome(0, List.of());

  /**
   * What came of it.
   *
   * @param cases how many cases were run
   * @param issues what was found; one error, and the rules do not take over
   */
  record Outcome(int cases, List<RuleIssue> issues) {
    /**
     * Keeps a copy of the issues.
     *
     * @param cases how many cases were run
     * @param issues what was found
     */
    public Outcome {
      issues = List.copyOf(issues);
    }

    /**
     * Whether the rules are good enough.
     *
     * @return true if there is no error among the issues
     */
    public boolean passed() {
      return issues.stream().noneMatch(issue -> issue.severity() == RuleIssue.Severity.ERROR);
    }
  }

  /**
   * Tries a rule set.
   *
   * @param rules the rules, compiled
   * @return what came of it
   */
  Outcome of(RuleSet rules);

  /**
   * What the trial itself goes by, such as a hash of case tables: when it changes, rules that have
   * failed are tried again.
   *
   * @return something that changes with it
   * @throws IOException if it cannot be read now
   */
  default String fingerprint() throws IOException {
    return "";
  }
}
