package dev.weir.internal.session;

import dev.weir.internal.drl.Clause;
import dev.weir.internal.drl.DrlFile;
import dev.weir.internal.drl.DrlRule;
import dev.weir.rule.RuleMetadata;
import dev.weir.rule.RuleSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A rule set for each of some clauses, without that clause: what it does differently is the effect
 * of the clause. Many are compiled at once. Immutable.
 */
public final class RuleVariants {

  /** How many are compiled at once; each rule base first contains them all. */
  private static final int AT_ONCE = 120;

  private final RuleSet rules;
  private final Map<Clause, Variant> variants = new HashMap<>();

  /** A rule under a name of its own, and all that were compiled with it. */
  private record Variant(String name, Set<String> names, RuleSet all) {}

  private RuleVariants(RuleSet rules) {
    this.rules = rules;
  }

  /**
   * Compiles the rule set without each of the clauses; variants that do not compile are missing.
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

  /** The rule set without a clause, whose rules keep their names; empty if it does not compile. */
  public Optional<RuleSet> without(Clause clause) {
    Variant variant = variants.get(clause);
    RuleMetadata original = rules.rules().get(clause.rule().name());
    if (variant == null || original == null) {
      return Optional.empty();
    }
    Set<String> others = new HashSet<>(variant.names());
    others.remove(variant.name());
    others.add(original.name());
    return Optional.of(variant.all().without(others).withMetadata(variant.name(), original));
  }

  /** Each variant follows its rule, so that it fires in its rule's place among the others. */
  private static Map<String, String> files(
      RuleSet rules, Map<String, Clause> wanted, RuleLines lines) {
    Map<String, String> files = new LinkedHashMap<>(rules.sources());
    for (DrlFile file : rules.tree().files()) {
      StringBuilder text = new StringBuilder();
      int from = 0;
      for (DrlRule rule : file.rules()) {
        text.append(file.code(), from, rule.end()).append('\n');
        from = rule.end();
        wanted.forEach(
            (name, clause) -> {
              if (clause.rule().equals(rule)) {
                lines.add(file, text, name, clause.ruleWithout('"' + name + '"'));
              }
            });
      }
      files.put(file.name(), text.append(file.code().substring(from)).toString());
    }
    return files;
  }
}
