/** Where alerts go. */
@NullMarked
package dev.weir.sink;

import org.jspecify.annotations.NullMarked;
