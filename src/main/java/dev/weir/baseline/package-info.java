/**
 * The record of what each host has done before, for detections of new behaviour. The only time that
 * it uses is that of the events, up to a limit.
 */
@NullMarked
package dev.weir.baseline;

import org.jspecify.annotations.NullMarked;
