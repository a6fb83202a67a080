package dev.weir.rule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A rule set once more for each of its clauses, without that clause: what comes out differently
 * then, comes of the clause. Many are compiled at once. Immutable.
 */
public final class RuleVariants {

  /** How many are compiled at once: all of them are in the rule base that one is made of. */
  private static final int AT_ONCE = 120;

  private final RuleSet rules;
  private final Map<Clause, Variant> variants = new HashMap<>();

  /** A rule under a name of its own, and all that have been compiled with it. */
  private record Variant(String name, Set<String> names, RuleSet all) {}

  private RuleVariants(RuleSet rules) {
    this.rules = rules;
  }

  /**
   * Compiles a rule set's variants.
   *
   * @param rules the rule set
   * @param clauses the clauses of its rules that are to be left out, one at a time
   * @return the variants; without any that do not compile
   */
  public static RuleVariants of(RuleSet rules, List<Clause> clauses) {
    RuleVariants variants = new RuleVariants(rules);
    for (int i = 0; i < clauses.size(); i += AT_ONCE) {
      variants.add(clauses.subList(i, Math.min(i + AT_ONCE, clauses.size())));
    }
    return variants;
  }

  private void add(List<Clause> clauses) {
    Map<String, Clause> wanted = new LinkedHashMap<>();
    for (Clause clause : clauses) {
      wanted.put("without clause " + wanted.size(), clause);
    }
    RuleSet all = RuleLines.compile(wanted.keySet(), lines -> files(rules, wanted, lines));
    wanted.forEach((name, clause) -> variants.put(clause, new Variant(name, wanted.keySet(), all)));
  }

  /**
   * The rule set without a clause.
   *
   * @param clause the clause
   * @return rules that name themselves as those with the clause do; none if they do not compile
   */
  public Optional<RuleSet> without(Clause clause) {
    Variant variant = variants.get(clause);
    RuleMetadata original = rules.rules().get(clause.rule().name());
    if (variant == null || original == null) {
      return Optional.empty();
    }
    Set<String> others = new HashSet<>(variant.names());
    others.remove(variant.name());
    others.add(original.name());
    return Optional.of(variant.all().without(others).withOneAs(variant.name(), original));
  }

  /** Each variant stands after its rule, so that it takes its turn among the others. */
  private static RuleFiles files(RuleSet rules, Map<String, Clause> wanted, RuleLines lines) {
    Map<String, String> files = new LinkedHashMap<>();
    for (DrlFile file : rules.files().rules()) {
      StringBuilder text = new StringBuilder();
      int from = 0;
      for (RuleText rule : written(rules, file)) {
        text.append(file.code(), from, rule.end()).append('\n');
        from = rule.end();
        wanted.forEach(
            (name, clause) -> {
              if (clause.rule() == rule) {
                lines.add(file, text, name, clause.ruleWithout('"' + name + '"'));
              }
            });
      }
      files.put(file.name(), text.append(file.code().substring(from)).toString());
    }
    return rules.files().with(files);
  }

  private static List<RuleText> written(RuleSet rules, DrlFile file) {
    List<RuleText> written = new ArrayList<>();
    rules.texts().values().stream().filter(rule -> rule.file() == file).forEach(written::add);
    return written;
  }
}
