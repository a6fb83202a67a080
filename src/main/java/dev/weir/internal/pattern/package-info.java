/**
 * Patterns with wildcards, alone, in lists, and by the thousand. Must never know events or rules.
 */
@NullMarked
package dev.weir.internal.pattern;

import org.jspecify.annotations.NullMarked;
