package dev.weir;

import java.util.Map;
import java.util.TreeMap;

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
    long evictedSuspects) {

  /** All counts are zero. */
  public static final Stats NONE =
      new Stats(0, Map.of(), Map.of(), Map.of(), 0, Map.of(), 0, 0, Map.of(), Map.of(), 0, 0);

  /**
   * Adds the counts of another detector.
   *
   * @param other the counts to add
   * @return the sums
   */
  public Stats plus(Stats other) {
    return new Stats(
        events + other.events,
        sum(byKind, other.byKind),
        sum(malformed, other.malformed),
        sum(ignored, other.ignored),
        late + other.late,
        sum(hostFaults, other.hostFaults),
        alerts + other.alerts,
        suppressed + other.suppressed,
        sum(excluded, other.excluded),
        sum(ruleFaults, other.ruleFaults),
        liveSuspects + other.liveSuspects,
        evictedSuspects + other.evictedSuspects);
  }

  /** {@return the counts that remain when a detector is closed: all but the live suspects} */
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
        evictedSuspects);
  }

  private static Map<String, Long> sum(Map<String, Long> one, Map<String, Long> other) {
    Map<String, Long> sum = new TreeMap<>(one);
    other.forEach((key, count) -> sum.merge(key, count, Long::sum));
    return sum;
  }
}
