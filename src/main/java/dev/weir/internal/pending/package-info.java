/** Which documents a restart must read again. Must never know what keeps an event, or why. */
@NullMarked
package dev.weir.internal.pending;

import org.jspecify.annotations.NullMarked;
