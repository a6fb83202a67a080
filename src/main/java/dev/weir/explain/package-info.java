/**
 * Explains why an event did or did not alert, and which alerts a change of rules adds or removes.
 * Only replays events; never takes part in detection.
 */
@NullMarked
package dev.weir.explain;

import org.jspecify.annotations.NullMarked;
