/** TODO. */
@NullMarked
package dev.weir.internal.cli.rules;

import org.jspecify.annotations.NullMarked;
