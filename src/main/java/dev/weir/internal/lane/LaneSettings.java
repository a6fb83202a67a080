package dev.weir.internal.lane;

import dev.weir.baseline.Baseline;
import dev.weir.internal.order.HostOrder;
import dev.weir.rule.RuleSet;

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
    boolean strict) {}
