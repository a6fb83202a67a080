/**
 * Explains why an event did or did not alert, and which alerts a change of rules adds or removes.
 * Only replays events; is not part of detection.
 */
@NullMarked
package dev.weir.explain;

import org.jspecify.annotations.NullMarked;
