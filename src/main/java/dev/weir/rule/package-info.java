/** Rule files to a compiled, immutable rule set, or to issues that name file, line and column. */
@NullMarked
package dev.weir.rule;

import org.jspecify.annotations.NullMarked;
