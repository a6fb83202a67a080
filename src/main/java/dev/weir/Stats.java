package dev.weir;

import java.util.Map;

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
    long evictedSuspects) {}
