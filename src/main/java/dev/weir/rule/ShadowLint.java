package dev.weir.rule;

import static dev.weir.rule.RuleIssue.Severity.WARNING;

import dev.weir.rule.Condition.FieldTest;
import dev.weir.rule.Condition.Kind;
import dev.weir.rule.Condition.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Patterns and exclusions that do nothing, because others do all of it already. */
final class ShadowLint {

  /** Attributes that do not keep a rule from firing. */
  private static final Set<String> HARMLESS = Set.of("salience", "no-loop", "date-expires");

  private ShadowLint() {}

  /** Patterns covered by another of their list, or of an alternative for the same field. */
  static void checkPatterns(RuleText rule, Condition condition, List<RuleIssue> issues) {
    Map<String, List<Value>> lists = new LinkedHashMap<>();
    for (Condition one : condition.kind() == Kind.ANY ? condition.parts() : List.of(condition)) {
      FieldTest test = one.test();
      if (test != null && test.method().equals("like")) {
        String field = ValueLint.written(test);
        lists.computeIfAbsent(field, name -> new ArrayList<>()).addAll(test.values());
      }
    }
    lists.values().forEach(patterns -> compare(rule, patterns, issues));
    for (Condition part : condition.parts()) {
      boolean listed = condition.kind() == Kind.ANY && part.test() != null;
      if (!listed && condition.kind() != Kind.LIST) {
        checkPatterns(rule, part, issues);
      }
    }
  }

  private static void compare(RuleText rule, List<Value> patterns, List<RuleIssue> issues) {
    List<Glob> globs = patterns.stream().map(pattern -> new Glob(pattern.text())).toList();
    for (int i = 0; i < globs.size(); i++) {
      for (int j = 0; j < globs.size(); j++) {
        // of two equal ones the later is told
        if (i != j
            && globs.get(j).covers(globs.get(i))
            && (j < i || !globs.get(i).covers(globs.get(j)))) {
          String wide = patterns.get(j).text();
          String text =
              "\"%s\" adds nothing: \"%s\" matches all that it does"
                  .formatted(patterns.get(i).text(), wide);
          issues.add(
              rule.issueAt(patterns.get(i).offset(), WARNING, text)
                  .withHint("take it out, or narrow the other one"));
          break;
        }
      }
    }
  }

  /** Exclusions all of whose suspects another takes out, too. */
  static void checkExclusions(RuleSet rules, List<RuleIssue> issues) {
    List<RuleText> exclusions =
        rules.texts().values().stream().filter(rule -> isComparable(rules, rule)).toList();
    for (int i = 0; i < exclusions.size(); i++) {
      RuleText narrow = exclusions.get(i);
      for (int j = 0; j < exclusions.size(); j++) {
        RuleText wide = exclusions.get(j);
        if (i != j && covers(rules, wide, narrow) && (j < i || !covers(rules, narrow, wide))) {
          RuleMetadata other = rules.rules().get(wide.name());
          String place = other == null ? "" : " (" + other.file() + ":" + other.line() + ")";
          issues.add(
              narrow
                  .issue(
                      WARNING,
                      "takes out no suspect that \"%s\"%s does not take out, too"
                          .formatted(wide.name(), place))
                  .withHint("take one of the two out, or narrow the other one"));
          break;
        }
      }
    }
  }

  /** One suspect, which it deletes and no more. */
  private static boolean isComparable(RuleSet rules, RuleText rule) {
    RuleMetadata said = rules.rules().get(rule.name());
    if (said == null || !said.exclusion() || !rule.isPlain() || rule.patterns().size() != 1) {
      return false;
    }
    RuleText.PatternText suspect = rule.patterns().get(0);
    Pattern deletesIt =
        Pattern.compile(
            "(?s)\\s*delete\\s*\\(\\s*" + Pattern.quote(suspect.binding()) + "\\s*\\);\\s*");
    return suspect.type().equals("Suspect")
        && deletesIt.matcher(rule.consequence()).matches()
        && HARMLESS.containsAll(rule.attributes().keySet());
  }

  private static boolean covers(RuleSet rules, RuleText wide, RuleText narrow) {
    RuleMetadata wideSaid = rules.rules().get(wide.name());
    RuleMetadata narrowSaid = rules.rules().get(narrow.name());
    if (wideSaid == null || narrowSaid == null) {
      return false;
    }
    boolean lastsAsLong =
        wideSaid.expires() == null
            || (narrowSaid.expires() != null && !narrowSaid.expires().isAfter(wideSaid.expires()));
    RuleText.PatternText pattern = wide.patterns().get(0);
    List<Condition> given = narrow.patterns().get(0).conditions();
    return lastsAsLong
        && pattern.bindings().stream().allMatch(binding -> binding.matches("\\$?\\w+\\s*:\\s*\\w+"))
        && pattern.conditions().stream()
            .allMatch(wanted -> given.stream().anyMatch(one -> Implication.holds(one, wanted)));
  }
}
