/** TODO. */
@NullMarked
package dev.weir.internal.cli.serve;

import org.jspecify.annotations.NullMarked;
