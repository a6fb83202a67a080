package dev.weir;

import dev.weir.rule.SkippedRule;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;

/**
 * The counts of a detector since it was built. Immutable. Maps are sorted by key and contain only
 * what occurred, except that every exclusion is there.
 *
 * @param events documents that are events
 * @param byKind their facts: {@code process}, {@code network}, {@code other}; an event can be two
 * @param malformed documents that cannot be read, by the kind of fault
 * @param ignored documents that took no part, or only in part, by reason
 * @param late events that came too late
 * @param hostFaults events of hosts with a wrong clock, and hosts forgotten early, by reason
 * @param alerts alerts passed to the listener
 * @param suppressed alerts over the limit per rule and interval
 * @param excluded suspects removed, by exclusion
 * @param ruleFaults exceptions of rules, by rule
 * @param liveSuspects suspects that wait now
 * @param evictedSuspects suspects evicted early because of the bound on memory
 * @param skippedRules rules that are skipped now because they threw, by name
 */
public record Stats(
    long events,
    Map<String, Long> byKind,
    Map<String, Long> malformed,
    Map<String, Long> ignored,
    long late,
    Map<String, Long> hostFaults,
    long alerts,
    long suppressed,
    Map<String, Long> excluded,
    Map<String, Long> ruleFaults,
    long liveSuspects,
    long evictedSuspects,
    Map<String, SkippedRule> skippedRules) {

  /** All counts are zero. */
  public static final Stats NONE =
      new Stats(
          0, Map.of(), Map.of(), Map.of(), 0, Map.of(), 0, 0, Map.of(), Map.of(), 0, 0, Map.of());

  /**
   * Adds the counts of another detector.
   *
   * @param other the counts to add
   * @return the sums
   */
  public Stats plus(Stats other) {
    return new Stats(
        events + other.events,
        sum(byKind, other.byKind, Long::sum),
        sum(malformed, other.malformed, Long::sum),
        sum(ignored, other.ignored, Long::sum),
        late + other.late,
        sum(hostFaults, other.hostFaults, Long::sum),
        alerts + other.alerts,
        suppressed + other.suppressed,
        sum(excluded, other.excluded, Long::sum),
        sum(ruleFaults, other.ruleFaults, Long::sum),
        liveSuspects + other.liveSuspects,
        evictedSuspects + other.evictedSuspects,
        sum(skippedRules, other.skippedRules, SkippedRule::plus));
  }

  /** {@return the counts that remain when a detector is closed: all but what is true now} */
  public Stats withoutLive() {
    return new Stats(
        events,
        byKind,
        malformed,
        ignored,
        late,
        hostFaults,
        alerts,
        suppressed,
        excluded,
        ruleFaults,
        0,
        evictedSuspects,
        Map.of());
  }

  private static <V> Map<String, V> sum(
      Map<String, V> one, Map<String, V> other, BinaryOperator<V> plus) {
    Map<String, V> sum = new TreeMap<>(one);
    other.forEach((key, value) -> sum.merge(key, value, plus));
    return sum;
  }
}
