/** TODO. */
@NullMarked
package dev.weir.internal.cli.settings;

import org.jspecify.annotations.NullMarked;
