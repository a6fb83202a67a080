package dev.weir.rule;

import dev.weir.internal.drl.Condition;
import dev.weir.internal.drl.DrlRule;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks for rules that compile, but probably do not do what their author meant: exclusions that
 * never remove anything, patterns that no value matches, spans without an end, and so on. They read
 * only the source of the rules; no event is processed.
 */
public final class RuleLint {

  /** Annotations that every detection should have. */
  private static final List<String> OF_A_DETECTION =
      List.of("id", "severity", "riskScore", "message");

  private RuleLint() {}

  /**
   * {@return the issues of a rule set in the order of files, lines and columns}
   *
   * @param rules the rule set
   * @param now the time, to find rules that have expired
   */
  public static List<RuleIssue> check(RuleSet rules, Instant now) {
    Findings findings = new Findings();
    Map<String, RuleMetadata> ids = new HashMap<>();
    @Nullable Set<String> detections = rules.tree().detections();
    for (DrlRule rule : rules.tree().rules()) {
      for (Condition condition : rule.everyCondition()) {
        ValueLint.check(rule, condition, findings);
        ShadowLint.checkPatterns(rule, condition, findings);
        checkMixed(rule, condition, findings);
      }
      RuleMetadata metadata = rules.rules().get(rule.name());
      Comparison.in(rule).forEach(issue -> findings.issues().add(issue.asWarning()));
      TimeLint.check(rule, findings);
      TimeLint.checkExpiry(rule, now, findings);
      ExclusionLint.check(rule, metadata, detections, findings);
      TrustLint.check(rule, rules.tree(), findings);
      NameLint.check(rule, findings);
      RegexLint.check(rule, findings);
      if (metadata != null) {
        checkDetection(rule, metadata, ids, findings);
      }
    }
    ShadowLint.checkExclusions(rules.tree(), findings);
    FactLint.check(rules.tree(), findings);
    ValueLint.checkLists(rules.tree(), findings);
    return findings.issues().stream().distinct().sorted(RuleIssue.BY_LOCATION).toList();
  }

  private static void checkDetection(
      DrlRule rule, RuleMetadata metadata, Map<String, RuleMetadata> ids, Findings findings) {
    if (!rule.raisesAlerts()) {
      return;
    }
    List<String> missing =
        OF_A_DETECTION.stream()
            .filter(name -> !rule.annotations().containsKey(name))
            .map(name -> "@" + name)
            .toList();
    if (!missing.isEmpty()) {
      findings.warn(
          rule.place(),
          "raises alerts and has no " + String.join(", no ", missing),
          missing.contains("@id")
              ? "an id that stays the same, such as a UUID, identifies the rule's alerts"
              : "docs/writing-a-rule.md describes each annotation");
    }
    RuleMetadata other = ids.putIfAbsent(metadata.id(), metadata);
    if (other != null) {
      DrlRule.Annotation id = rule.annotations().get("id");
      findings.error(
          rule.place(id == null ? rule.start() : id.offset()),
          "\"%s\" (%s:%d) has the same @id".formatted(other.name(), other.file(), other.line()),
          "give this detection an id of its own");
    }
  }

  private static void checkMixed(DrlRule rule, Condition condition, Findings findings) {
    if (condition.mixed()) {
      List<String> arms =
          condition.parts().stream()
              .map(arm -> arm.kind() == Condition.Kind.ALL ? "(" + arm.text() + ")" : arm.text())
              .map(arm -> arm.length() > 60 ? arm.substring(0, 60) + "..." : arm)
              .toList();
      findings.warn(
          rule.place(condition.offset()),
          "&& and || without parentheses: && binds tighter, so each && belongs to one arm"
              + " only",
          "this means " + String.join(" || ", arms));
    }
    condition.parts().forEach(part -> checkMixed(rule, part, findings));
  }
}
