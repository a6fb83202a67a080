/** TODO. */
@NullMarked
package dev.weir.internal.lane;

import org.jspecify.annotations.NullMarked;
