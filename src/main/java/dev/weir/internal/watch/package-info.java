/**
 * Finds rules that do not end, from outside of detection, which reads no clock. It must never
 * change what is decided: it only reports a hang.
 */
@NullMarked
package dev.weir.internal.watch;

import org.jspecify.annotations.NullMarked;
