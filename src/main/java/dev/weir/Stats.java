package dev.weir;

import java.util.Map;
import java.util.TreeMap;

/**
 * What a detector has counted since it was built. Immutable. Maps are sorted by key, and hold only
 * what occurred, but for exclusions, of which every one is there.
 *
 * @param events documents that are events
 * @param byKind their facts: {@code process}, {@code network}, {@code other}; an event can be two
 * @param malformed lines that are no JSON object, by what is wrong
 * @param ignored documents that took no part, or only part, by reason
 * @param late events that came too late
 * @param alerts alerts said
 * @param suppressed alerts left out by the cap
 * @param excluded suspects taken out, by exclusion
 * @param ruleFaults what rules threw, by rule
 * @param liveSuspects suspects that wait now
 * @param evictedSuspects suspects let go before their time, because of the bound on memory
 */
public record Stats(
    long events,
    Map<String, Long> byKind,
    Map<String, Long> malformed,
    Map<String, Long> ignored,
    long late,
    long alerts,
    long suppressed,
    Map<String, Long> excluded,
    Map<String, Long> ruleFaults,
    long liveSuspects,
    long evictedSuspects) {

  /** Nothing has been counted. */
  public static final Stats NONE =
      new Stats(0, Map.of(), Map.of(), Map.of(), 0, 0, 0, Map.of(), Map.of(), 0, 0);

  /**
   * What two detectors have counted together.
   *
   * @param other the other's
   * @return the sums
   */
  public Stats plus(Stats other) {
    return new Stats(
        events + other.events,
        sum(byKind, other.byKind),
        sum(malformed, other.malformed),
        sum(ignored, other.ignored),
        late + other.late,
        alerts + other.alerts,
        suppressed + other.suppressed,
        sum(excluded, other.excluded),
        sum(ruleFaults, other.ruleFaults),
        liveSuspects + other.liveSuspects,
        evictedSuspects + other.evictedSuspects);
  }

  /**
   * What stays of a detector that is closed.
   *
   * @return the same without {@link #liveSuspects}
   */
  public Stats withoutLive() {
    return new Stats(
        events,
        byKind,
        malformed,
        ignored,
        late,
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
