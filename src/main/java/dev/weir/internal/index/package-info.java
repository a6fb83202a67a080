/**
 * Asks an event for the conditions of all rules at once. Must never know how rules are written or
 * compiled.
 */
@NullMarked
package dev.weir.internal.index;

import org.jspecify.annotations.NullMarked;
