/** Rules that change while a detector runs. */
@NullMarked
package dev.weir.reload;

import org.jspecify.annotations.NullMarked;
