package dev.weir.rule;

import java.time.Duration;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * The result of a change of rules. Immutable.
 *
 * @param before the hash of the old rule set
 * @param after the hash of the new rule set
 * @param added rules that only the new set has, by name
 * @param removed rules that only the old set had
 * @param changed rules that both have, but that differ
 * @param suspects how many suspects were carried over
 * @param longestPause the longest time for which a lane stood still
 */
public record ReloadReceipt(
    String before,
    String after,
    Set<String> added,
    Set<String> removed,
    Set<String> changed,
    int suspects,
    Duration longestPause) {

  /**
   * {@return the receipt of a change from one rule set to another}
   *
   * @param before the old rules
   * @param after the new rules
   * @param suspects how many suspects were carried over
   * @param longestPause the longest time for which a lane stood still
   */
  public static ReloadReceipt between(
      RuleSet before, RuleSet after, int suspects, Duration longestPause) {
    Set<String> changed = new TreeSet<>(after.differing(before));
    changed.retainAll(before.rules().keySet());
    return new ReloadReceipt(
        before.hash(),
        after.hash(),
        without(after, before),
        without(before, after),
        Collections.unmodifiableSet(changed),
        suspects,
        longestPause);
  }

  /**
   * {@return this receipt with that of another detector for the same change: the suspects of both,
   * and the longer pause}
   *
   * @param other the other detector's receipt
   */
  public ReloadReceipt together(ReloadReceipt other) {
    Duration longest =
        longestPause.compareTo(other.longestPause) < 0 ? other.longestPause : longestPause;
    return new ReloadReceipt(
        before, after, added, removed, changed, suspects + other.suspects, longest);
  }

  private static Set<String> without(RuleSet rules, RuleSet others) {
    Set<String> names = new TreeSet<>(rules.rules().keySet());
    names.removeAll(others.rules().keySet());
    return Collections.unmodifiableSet(names);
  }
}
