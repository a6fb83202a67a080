/**
 * Decides past events again, for what explains decisions, compares rule sets and runs cases. Knows
 * nothing of lanes, alert caps or the clock, and never changes what it is given.
 */
@NullMarked
package dev.weir.internal.replay;

import org.jspecify.annotations.NullMarked;
