/**
 * Explanations: why an event did or did not raise an alert, and which alerts a change of rules adds
 * or removes. Replays past events; no part of live detection.
 */
@NullMarked
package dev.weir.explain;

import org.jspecify.annotations.NullMarked;
