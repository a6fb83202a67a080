package dev.weir.cases;

import dev.weir.rule.RuleIssue;
import dev.weir.rule.RuleIssue.Severity;
import dev.weir.rule.RuleMetadata;
import dev.weir.rule.RuleSet;
import dev.weir.rule.RuleText;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the cases of rules say of them: cases that fail, exclusions that silence an attack, and
 * detections and exclusions that no case is about.
 */
public final class CaseLint {

  private CaseLint() {}

  /**
   * Runs the cases and looks at what they say.
   *
   * @param rules the rules
   * @param cases their cases
   * @return errors where a case fails or an attack is silenced, warnings where a case is missing;
   *     files of rules relative to the rules' folder, files of cases as the cases have them
   */
  public static List<RuleIssue> check(RuleSet rules, List<RuleCase> cases) {
    List<RuleIssue> issues = new ArrayList<>();
    Set<String> excluding = new LinkedHashSet<>();
    boolean alerted = false;
    for (RuleCase one : cases) {
      CaseResult result = CaseRun.of(rules, one);
      alerted |= !result.pairs().isEmpty();
      excluding.addAll(result.excludedBy());
      if (!result.passed()) {
        issues.add(failure(rules, result));
      }
    }
    for (RuleText rule : rules.texts().values()) {
      RuleMetadata said = rules.rules().get(rule.name());
      if (said == null) {
        continue;
      }
      if (said.exclusion() && !excluding.contains(rule.name())) {
        issues.add(
            rule.issue(Severity.WARNING, "no case is taken out by this exclusion")
                .withHint("write a case with excluded-by: \"" + rule.name() + "\""));
      } else if (!alerted && rule.consequence().contains("alerts.raise")) {
        issues.add(
            rule.issue(Severity.WARNING, "no case alerts")
                .withHint("write a case with the pair that is to alert"));
      }
    }
    return issues;
  }

  /** An attack that is silenced is the exclusion's fault, anything else is told at the case. */
  private static RuleIssue failure(RuleSet rules, CaseResult result) {
    RuleCase one = result.ruleCase();
    List<RuleText> silencing =
        result.excludedBy().stream()
            .map(name -> rules.texts().get(name))
            .filter(Objects::nonNull)
            .collect(Collectors.toList());
    if (one.truePositive() && !silencing.isEmpty()) {
      String which = "\"" + one.fullName() + "\" (" + one.file() + ":" + one.line() + ")";
      return silencing
          .get(0)
          .issue(Severity.ERROR, "this exclusion silences the attack of the case " + which);
    }
    return RuleIssue.at(one.file(), one.line(), "this case fails: " + result.difference());
  }
}
