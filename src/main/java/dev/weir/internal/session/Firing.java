package dev.weir.internal.session;

import dev.weir.event.Event;
import dev.weir.event.Suspect;
import dev.weir.rule.RuleMetadata;
import java.util.List;

/**
 * A rule has fired.
 *
 * @param rule the rule
 * @param facts what it matched, in the order of its patterns
 * @param suspected the suspects it made
 * @param released the suspects it took out: an exclusion's hits, those that a newer one replaces,
 *     those that an alert uses up
 */
public record Firing(
    RuleMetadata rule, List<Event> facts, List<Suspect> suspected, List<Suspect> released) {}
