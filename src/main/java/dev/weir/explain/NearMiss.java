package dev.weir.explain;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event that a rule almost joined with the explained event.
 *
 * @param event the other event
 * @param millis the time from the explained event to the other; negative if the other was earlier
 * @param words why the rule did not join them
 * @param failed the conditions on both events that were not met
 * @param fate what had become of the suspect by then; null if that was not the reason
 */
public record NearMiss(
    EventRef event,
    long millis,
    String words,
    List<ConditionCheck> failed,
    @Nullable SuspectOutcome fate) {}
