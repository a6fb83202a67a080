/** TODO. */
@NullMarked
package dev.weir.internal.cli.detect;

import org.jspecify.annotations.NullMarked;
