/** Helpers for text that Weir shows to people. Knows nothing of events, rules or settings. */
@NullMarked
package dev.weir.internal.text;

import org.jspecify.annotations.NullMarked;
