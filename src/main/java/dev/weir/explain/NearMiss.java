package dev.weir.explain;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event that a rule might have joined with the one explained, and why it did not.
 *
 * @param event the other event
 * @param millis from the one explained to the other; negative where the other came before
 * @param words why not
 * @param failed the conditions that they did not meet together
 * @param fate what had become of the suspect by then; null where that was not the reason
 */
public record NearMiss(
    EventRef event,
    long millis,
    String words,
    List<ConditionCheck> failed,
    @Nullable SuspectOutcome fate) {}
