/**
 * Remembers which values were seen before, for detections of first-time behaviour. Must never use a
 * clock other than the events' own time, which it believes up to a limit.
 */
@NullMarked
package dev.weir.baseline;

import org.jspecify.annotations.NullMarked;
