package dev.weir.internal.session;

import dev.weir.rule.RuleMetadata;
import dev.weir.rule.RuleSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The rules that a session skips because they throw. A rule is in one of three states:
 *
 * <pre>
 *               throws                        throws for the 100th time
 *   ACTIVE ----------------&gt; SKIPPED --------------------------------&gt; DISABLED
 *     ^                         |
 *     +---- event is decided ---+
 * </pre>
 *
 * A skipped rule takes no part while the event is decided again, so that a faulty exclusion cannot
 * hide an alert. It throws again on each event as long as the suspect is live that it throws on,
 * which is why it is disabled in the end. If an exception names no rule, all exclusions are
 * skipped: rather an alert too many than one too few. New rules start with all rules active.
 */
final class RuleFaults {

  private static final int MAX_FAULTS = 100;

  private final RuleSet rules;
  private final Map<String, Integer> counts = new HashMap<>();
  private final Set<String> skipped = new TreeSet<>(); // includes the disabled rules
  private final Set<String> disabled = new TreeSet<>();

  RuleFaults(RuleSet rules) {
    this.rules = rules;
  }

  /**
   * Skips the rule that threw, or all exclusions if the name is not that of a rule. Returns false
   * if these were skipped already, so that deciding the event again would fail again.
   */
  boolean skip(String rule) {
    if (!rules.rules().containsKey(rule)) {
      return skipped.addAll(
          rules.rules().values().stream()
              .filter(RuleMetadata::exclusion)
              .map(RuleMetadata::name)
              .toList());
    }
    boolean added = skipped.add(rule);
    if (added && counts.merge(rule, 1, Integer::sum) >= MAX_FAULTS) {
      disabled.add(rule);
    }
    return added;
  }

  /** The event is decided; returns whether rules were skipped that are active again. */
  boolean restore() {
    return skipped.retainAll(disabled);
  }

  /** The rules that take part now. */
  RuleSet active() {
    return rules.without(skipped);
  }
}
