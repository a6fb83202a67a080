package dev.weir.rule;

import dev.weir.internal.drl.Condition;
import dev.weir.internal.drl.Condition.FieldTest;
import dev.weir.internal.drl.Condition.Kind;
import dev.weir.internal.drl.DrlPattern;
import dev.weir.internal.drl.DrlPlace;
import dev.weir.internal.drl.DrlRule;
import dev.weir.internal.drl.DrlRules;
import dev.weir.internal.drl.Expression.Text;
import dev.weir.internal.drl.Glob;
import dev.weir.internal.drl.Implication;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
  static void checkExclusions(DrlRules rules, Findings findings) {
    List<DrlRule> exclusions = rules.rules().stream().filter(ShadowLint::isComparable).toList();
    for (int i = 0; i < exclusions.size(); i++) {
      DrlRule narrow = exclusions.get(i);
      for (int j = 0; j < exclusions.size(); j++) {
        DrlRule wide = exclusions.get(j);
        if (i != j && covers(wide, narrow) && (j < i || !covers(narrow, wide))) {
          DrlPlace place = wide.place();
          findings.warn(
              narrow.place(),
              "removes no suspect that \"%s\" (%s:%d) does not also remove"
                  .formatted(wide.name(), place.file(), place.line()),
              "remove one of the two, or narrow the other");
          break;
        }
      }
    }
  }

  /** Whether it deletes its one suspect and does no more. */
  private static boolean isComparable(DrlRule rule) {
    if (!rule.isExclusion() || !rule.isPlain() || rule.patterns().size() != 1) {
      return false;
    }
    DrlPattern suspect = rule.patterns().get(0);
    return suspect.type().equals("Suspect")
        && rule.onlyDeletes(suspect.binding())
        && HARMLESS.containsAll(rule.attributes().keySet());
  }

  private static boolean covers(DrlRule wide, DrlRule narrow) {
    DrlPattern pattern = wide.patterns().get(0);
    List<Condition> given = narrow.patterns().get(0).conditions();
    return pattern.bindsOnlyProperties()
        && pattern.conditions().stream()
            .allMatch(wanted -> given.stream().anyMatch(one -> Implication.holds(one, wanted)))
        && lastsAsLong(wide.expires(), narrow.expires());
  }

  private static boolean lastsAsLong(@Nullable Instant wide, @Nullable Instant narrow) {
    return wide == null || (narrow != null && !narrow.isAfter(wide));
  }
}
