/** TODO. */
@NullMarked
package dev.weir.internal.cli.author;

import org.jspecify.annotations.NullMarked;
