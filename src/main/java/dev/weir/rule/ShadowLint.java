package dev.weir.rule;

import dev.weir.internal.drl.Condition;
import dev.weir.internal.drl.Condition.FieldTest;
import dev.weir.internal.drl.Condition.Kind;
import dev.weir.internal.drl.DrlPattern;
import dev.weir.internal.drl.DrlRule;
import dev.weir.internal.drl.Expression.Text;
import dev.weir.internal.drl.Glob;
import dev.weir.internal.drl.Implication;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds patterns and exclusions that do nothing because others do all of it already. */
final class ShadowLint {

  /** Attributes that do not keep a rule from firing. */
  private static final Set<String> HARMLESS = Set.of("salience", "no-loop", "date-expires");

  private ShadowLint() {}

  /** Patterns covered by another of their list, or of an alternative for the same field. */
  static void checkPatterns(DrlRule rule, Condition condition, Findings findings) {
    Map<String, List<Text>> lists = new LinkedHashMap<>();
    for (Condition one : condition.kind() == Kind.ANY ? condition.parts() : List.of(condition)) {
      FieldTest test = one.test();
      if (test != null && test.method().equals("like")) {
        String field = ValueLint.written(test);
        lists.computeIfAbsent(field, name -> new ArrayList<>()).addAll(test.values());
      }
    }
    lists.values().forEach(patterns -> compare(rule, patterns, findings));
    for (Condition part : condition.parts()) {
      boolean listed = condition.kind() == Kind.ANY && part.test() != null;
      if (!listed && condition.kind() != Kind.LIST) {
        checkPatterns(rule, part, findings);
      }
    }
  }

  private static void compare(DrlRule rule, List<Text> patterns, Findings findings) {
    List<Glob> globs = patterns.stream().map(pattern -> new Glob(pattern.value())).toList();
    for (int i = 0; i < globs.size(); i++) {
      for (int j = 0; j < globs.size(); j++) {
        // of two equal ones the later is reported
        if (i != j
            && globs.get(j).covers(globs.get(i))
            && (j < i || !globs.get(i).covers(globs.get(j)))) {
          String wide = rule.file().written(patterns.get(j));
          String text =
              "\"%s\" adds nothing: \"%s\" matches all that it does"
                  .formatted(rule.file().written(patterns.get(i)), wide);
          findings.warn(
              rule.place(patterns.get(i).start()), text, "remove it, or narrow the other one");
          break;
        }
      }
    }
  }

  /** Exclusions all of whose suspects another removes, too. */
  static void checkExclusions(RuleSet rules, Findings findings) {
    List<DrlRule> exclusions =
        rules.tree().rules().stream().filter(rule -> isComparable(rules, rule)).toList();
    for (int i = 0; i < exclusions.size(); i++) {
      DrlRule narrow = exclusions.get(i);
      for (int j = 0; j < exclusions.size(); j++) {
        DrlRule wide = exclusions.get(j);
        if (i != j && covers(rules, wide, narrow) && (j < i || !covers(rules, narrow, wide))) {
          RuleMetadata other = rules.rules().get(wide.name());
          String place = other == null ? "" : " (" + other.file() + ":" + other.line() + ")";
          findings.warn(
              narrow.place(),
              "removes no suspect that \"%s\"%s does not also remove".formatted(wide.name(), place),
              "remove one of the two, or narrow the other");
          break;
        }
      }
    }
  }

  /** Whether it deletes its one suspect and does no more. */
  private static boolean isComparable(RuleSet rules, DrlRule rule) {
    RuleMetadata metadata = rules.rules().get(rule.name());
    if (metadata == null
        || !metadata.exclusion()
        || !rule.isPlain()
        || rule.patterns().size() != 1) {
      return false;
    }
    DrlPattern suspect = rule.patterns().get(0);
    return suspect.type().equals("Suspect")
        && rule.onlyDeletes(suspect.binding())
        && HARMLESS.containsAll(rule.attributes().keySet());
  }

  private static boolean covers(RuleSet rules, DrlRule wide, DrlRule narrow) {
    RuleMetadata wideMetadata = rules.rules().get(wide.name());
    RuleMetadata narrowMetadata = rules.rules().get(narrow.name());
    if (wideMetadata == null || narrowMetadata == null) {
      return false;
    }
    boolean lastsAsLong =
        wideMetadata.expires() == null
            || (narrowMetadata.expires() != null
                && !narrowMetadata.expires().isAfter(wideMetadata.expires()));
    DrlPattern pattern = wide.patterns().get(0);
    List<Condition> given = narrow.patterns().get(0).conditions();
    return lastsAsLong
        && pattern.bindsOnlyProperties()
        && pattern.conditions().stream()
            .allMatch(wanted -> given.stream().anyMatch(one -> Implication.holds(one, wanted)));
  }
}
