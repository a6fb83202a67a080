/** Where alerts go. */
@NullMarked
package dev.weir.internal.service.sink;

import org.jspecify.annotations.NullMarked;
