package dev.weir.rule;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A rule set once more for each of its clauses, without that clause: what comes out differently
 * then, comes of the clause. All are compiled at once. Immutable.
 */
public final class RuleVariants {

  private final RuleSet rules;
  private final RuleSet all;
  private final Map<Clause, String> names;

  private RuleVariants(RuleSet rules, RuleSet all, Map<Clause, String> names) {
    this.rules = rules;
    this.all = all;
    this.names = names;
  }

  /**
   * Compiles a rule set's variants.
   *
   * @param rules the rule set
   * @param clauses the clauses of its rules that are to be left out, one at a time
   * @return the variants; without any that do not compile
   */
  public static RuleVariants of(RuleSet rules, Collection<Clause> clauses) {
    Map<String, Clause> wanted = new LinkedHashMap<>();
    for (Clause clause : clauses) {
      wanted.put("without clause " + wanted.size(), clause);
    }
    RuleSet all = RuleLines.compile(wanted.keySet(), lines -> files(rules, wanted, lines));
    Map<Clause, String> names = new LinkedHashMap<>();
    wanted.forEach((name, clause) -> names.put(clause, name));
    return new RuleVariants(rules, all, names);
  }

  /**
   * The rule set without a clause.
   *
   * @param clause the clause
   * @return rules that name themselves as those with the clause do; none if they do not compile
   */
  public Optional<RuleSet> without(Clause clause) {
    String name = names.get(clause);
    RuleMetadata original = rules.rules().get(clause.rule().name());
    if (name == null || original == null) {
      return Optional.empty();
    }
    Set<String> others = new HashSet<>(names.values());
    others.remove(name);
    others.add(original.name());
    return Optional.of(all.without(others).withOneAs(name, original));
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
