/** Where events come from. */
@NullMarked
package dev.weir.internal.service.source;

import org.jspecify.annotations.NullMarked;
