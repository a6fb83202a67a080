package dev.weir;

import java.time.Duration;
import java.util.Set;

/**
 * What a change of rules has changed. Immutable.
 *
 * @param before the hash of the rule set that went
 * @param after the hash of the rule set that came
 * @param added rules that only the new set has, by name
 * @param removed rules that only the old set had
 * @param changed rules that both have, but not the same
 * @param suspects how many suspects went over
 * @param longestPause the longest that a lane decided nothing because of it
 */
public record ReloadReceipt(
    String before,
    String after,
    Set<String> added,
    Set<String> removed,
    Set<String> changed,
    int suspects,
    Duration longestPause) {}
