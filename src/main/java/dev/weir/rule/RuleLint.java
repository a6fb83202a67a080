package dev.weir.rule;

import static dev.weir.rule.RuleIssue.Severity.ERROR;
import static dev.weir.rule.RuleIssue.Severity.WARNING;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds what compiles and yet hardly means what it says: exclusions that never take anything out,
 * patterns that no value meets, spans without an end, and the like. It goes by the rules' text
 * alone; no event is decided.
 */
public final class RuleLint {

  private static final Pattern ID = Pattern.compile("@id\\b");

  /** What an alert is poor without. */
  private static final List<String> OF_A_DETECTION =
      List.of("id", "severity", "riskScore", "message");

  private RuleLint() {}

  /**
   * Reads the rules over.
   *
   * @param rules the rule set
   * @param now the time that tells which rules have expired
   * @return what was found, in the order of files, lines and columns; empty where all is well
   */
  public static List<RuleIssue> check(RuleSet rules, Instant now) {
    List<RuleIssue> issues = new ArrayList<>();
    Map<String, RuleMetadata> ids = new HashMap<>();
    @Nullable Set<String> detections = ExclusionLint.detections(rules);
    for (RuleText rule : rules.texts().values()) {
      List<Condition> conditions = rule.everyCondition();
      for (Condition condition : conditions) {
        ValueLint.check(rule, condition, issues);
        ShadowLint.checkPatterns(rule, condition, issues);
        checkMixed(rule, condition, issues);
      }
      issues.addAll(Comparison.in(rule, conditions, WARNING));
      TimeLint.check(rule, conditions, issues);
      ExclusionLint.check(rule, conditions, rules, detections, issues);
      NameLint.check(rule, issues);
      RuleMetadata said = rules.rules().get(rule.name());
      if (said != null) {
        TimeLint.checkExpiry(rule, said, now, issues);
        checkDetection(rule, said, ids, issues);
      }
    }
    ShadowLint.checkExclusions(rules, issues);
    FactLint.check(rules, issues);
    FunctionLint.check(rules, issues);
    Set<RuleIssue> distinct = new LinkedHashSet<>(issues);
    return distinct.stream()
        .sorted(
            Comparator.comparing(RuleIssue::file)
                .thenComparing(RuleIssue::line)
                .thenComparing(RuleIssue::column))
        .toList();
  }

  private static void checkDetection(
      RuleText rule, RuleMetadata said, Map<String, RuleMetadata> ids, List<RuleIssue> issues) {
    if (!rule.raisesAlerts()) {
      return;
    }
    List<String> missing =
        OF_A_DETECTION.stream()
            .filter(name -> !rule.annotations().contains(name))
            .map(name -> "@" + name)
            .toList();
    if (!missing.isEmpty()) {
      issues.add(
          rule.issue(WARNING, "raises alerts and has no " + String.join(", no ", missing))
              .withHint(
                  missing.contains("@id")
                      ? "an id that stays the same, such as a UUID, keeps alerts apart"
                      : "what each is for stands in docs/writing-a-rule.md"));
    }
    RuleMetadata other = ids.putIfAbsent(said.id(), said);
    if (other != null) {
      issues.add(
          rule.issueAt(
                  rule.find(ID),
                  ERROR,
                  "the @id of \"%s\" (%s:%d) stands here, too"
                      .formatted(other.name(), other.file(), other.line()))
              .withHint("give this detection an id of its own"));
    }
  }

  private static void checkMixed(RuleText rule, Condition condition, List<RuleIssue> issues) {
    if (condition.mixed()) {
      List<String> arms =
          condition.parts().stream()
              .map(arm -> arm.kind() == Condition.Kind.ALL ? "(" + arm.text() + ")" : arm.text())
              .map(arm -> arm.length() > 60 ? arm.substring(0, 60) + "..." : arm)
              .toList();
      issues.add(
          rule.issueAt(
                  condition.offset(),
                  WARNING,
                  "&& and || without parentheses: && binds tighter, so each && belongs to one arm"
                      + " only")
              .withHint("as it stands it means " + String.join(" || ", arms)));
    }
    condition.parts().forEach(part -> checkMixed(rule, part, issues));
  }
}
