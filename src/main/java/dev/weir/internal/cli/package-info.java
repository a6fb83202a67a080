/** TODO. */
@NullMarked
package dev.weir.internal.cli;

import org.jspecify.annotations.NullMarked;
