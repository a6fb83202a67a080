package dev.weir.rule;

import java.time.Duration;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a change of rules has changed. Immutable.
 *
 * @param before the hash of the rule set that went
 * @param after the hash of the rule set that came
 * @param added rules that only the new set has, by name
 * @param removed rules that only the old set had
 * @param changed rules that both have, but not the same
 * @param suspects how many suspects went over
 * @param longestPause the longest that a lane decided nothing because of it
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
   * What has changed from one rule set to another.
   *
   * @param before the rules that went
   * @param after the rules that came
   * @param suspects how many suspects went over
   * @param longestPause the longest that a lane decided nothing because of it
   * @return the receipt
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
   * The same change in another detector, too.
   *
   * @param other that detector's receipt
   * @return this one with the suspects of both and the longer pause
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
