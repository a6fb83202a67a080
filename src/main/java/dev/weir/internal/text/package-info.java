/**
 * Small helpers for text shown to people: closest names, safe output, durations. Must never know
 * events or rules.
 */
@NullMarked
package dev.weir.internal.text;

import org.jspecify.annotations.NullMarked;
