package dev.weir.internal.session;

import dev.weir.event.Event;
import dev.weir.event.Suspect;
import dev.weir.rule.RuleMetadata;
import java.util.List;

/**
 * One firing of a rule.
 *
 * @param facts the facts it matched, in the order of its patterns
 * @param suspected the suspects it inserted
 * @param released the suspects it deleted: those an exclusion matches, those that a newer one
 *     replaces, those that an alert uses up
 */
public record Firing(
    RuleMetadata rule, List<Event> facts, List<Suspect> suspected, List<Suspect> released) {}
