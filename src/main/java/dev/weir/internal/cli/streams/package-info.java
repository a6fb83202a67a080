/** TODO. */
@NullMarked
package dev.weir.internal.cli.streams;

import org.jspecify.annotations.NullMarked;
