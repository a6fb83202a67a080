package dev.weir.internal.lane;

import dev.weir.baseline.Baseline;
import dev.weir.internal.order.HostOrder;
import dev.weir.rule.RuleSet;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * The settings of one lane.
 *
 * @param maxAheadMillis how far an event may be ahead of the pushed clock
 * @param bounds this lane's share of the bounds on waiting events
 * @param maxSuspectBytes this lane's share of the memory for suspects, approximate
 * @param incidentMillis the window of incidents, 0 for none
 * @param early whether alerts are raised before their events have waited
 * @param strict whether every document is parsed completely, even if no rule needs it
 */
public record LaneSettings(
    RuleSet rules,
    Baseline baseline,
    long latenessMillis,
    long maxAheadMillis,
    HostOrder.Bounds bounds,
    long maxSuspectBytes,
    long incidentMillis,
    boolean early,
    boolean strict) {

  /** How long suspects of hosts that do not move on stay at least if the rules set no limit. */
  static final long UNLIMITED_SPAN = Duration.ofHours(1).toMillis();

  /** Longer than anything that is waited for; four times as long can still be added to a time. */
  private static final long MAX_MILLIS = Long.MAX_VALUE / 8;

  /** How long nothing is heard of a host before no more can be expected to join its suspects. */
  long silenceMillis(OptionalLong span) {
    return Math.min(MAX_MILLIS, span.orElse(UNLIMITED_SPAN))
        + Math.min(MAX_MILLIS, latenessMillis)
        + Math.min(MAX_MILLIS, maxAheadMillis);
  }
}
