package dev.weir.rule;

import static dev.weir.rule.RuleIssue.Severity.WARNING;

import dev.weir.internal.drl.Condition;
import dev.weir.internal.drl.DrlAnnotation;
import dev.weir.internal.drl.DrlRule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks of rules that compile but hardly do what their author meant: exclusions that never remove
 * anything, patterns that no value matches, spans without an end, and so on. They look only at the
 * rules' source; no event is processed.
 */
public final class RuleLint {

  /** Annotations that every detection should have. */
  private static final List<String> OF_A_DETECTION =
      List.of("id", "severity", "riskScore", "message");

  private RuleLint() {}

  /**
   * Checks a rule set.
   *
   * @param rules the rule set
   * @param now the time by which rules have expired or not
   * @return issues in the order of files, lines and columns; empty if there are none
   */
  public static List<RuleIssue> check(RuleSet rules, Instant now) {
    List<RuleIssue> issues = new ArrayList<>();
    Map<String, RuleMetadata> ids = new HashMap<>();
    @Nullable Set<String> detections = rules.tree().detections();
    for (DrlRule rule : rules.tree().rules()) {
      for (Condition condition : rule.everyCondition()) {
        ValueLint.check(rule, condition, issues);
        ShadowLint.checkPatterns(rule, condition, issues);
        checkMixed(rule, condition, issues);
      }
      RuleMetadata metadata = rules.rules().get(rule.name());
      issues.addAll(Comparison.in(rule, WARNING));
      TimeLint.check(rule, issues);
      ExclusionLint.check(rule, metadata, detections, issues);
      NameLint.check(rule, issues);
      if (metadata != null) {
        TimeLint.checkExpiry(rule, metadata, now, issues);
        checkDetection(rule, metadata, ids, issues);
      }
    }
    ShadowLint.checkExclusions(rules, issues);
    FactLint.check(rules.tree(), issues);
    FunctionLint.check(rules.tree(), issues);
    Set<RuleIssue> distinct = new LinkedHashSet<>(issues);
    return distinct.stream()
        .sorted(
            Comparator.comparing(RuleIssue::file)
                .thenComparing(RuleIssue::line)
                .thenComparing(RuleIssue::column))
        .toList();
  }

  private static void checkDetection(
      DrlRule rule, RuleMetadata metadata, Map<String, RuleMetadata> ids, List<RuleIssue> issues) {
    if (!rule.raisesAlerts()) {
      return;
    }
    List<String> missing =
        OF_A_DETECTION.stream()
            .filter(name -> !rule.annotations().containsKey(name))
            .map(name -> "@" + name)
            .toList();
    if (!missing.isEmpty()) {
      issues.add(
          Issues.warning(rule.place(), "raises alerts and has no " + String.join(", no ", missing))
              .withHint(
                  missing.contains("@id")
                      ? "an id that stays the same, such as a UUID, identifies the rule's alerts"
                      : "docs/writing-a-rule.md describes each annotation"));
    }
    RuleMetadata other = ids.putIfAbsent(metadata.id(), metadata);
    if (other != null) {
      DrlAnnotation id = rule.annotations().get("id");
      issues.add(
          Issues.error(
                  rule.place(id == null ? rule.start() : id.offset()),
                  "\"%s\" (%s:%d) has the same @id"
                      .formatted(other.name(), other.file(), other.line()))
              .withHint("give this detection an id of its own"));
    }
  }

  private static void checkMixed(DrlRule rule, Condition condition, List<RuleIssue> issues) {
    if (condition.mixed()) {
      List<String> arms =
          condition.parts().stream()
              .map(arm -> arm.kind() == Condition.Kind.ALL ? "(" + arm.text() + ")" : arm.text())
              .map(arm -> arm.length() > 60 ? arm.substring(0, 60) + "..." : arm)
              .toList();
      issues.add(
          Issues.warning(
                  rule.place(condition.offset()),
                  "&& and || without parentheses: && binds tighter, so each && belongs to one arm"
                      + " only")
              .withHint("this means " + String.join(" || ", arms)));
    }
    condition.parts().forEach(part -> checkMixed(rule, part, issues));
  }
}
