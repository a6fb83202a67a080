/** Events into the order in which they happened, host by host. */
@NullMarked
package dev.weir.internal.order;

import org.jspecify.annotations.NullMarked;
