/** What a running Weir shows of itself: meters, health over HTTP, and notices in its log. */
@NullMarked
package dev.weir.monitor;

import org.jspecify.annotations.NullMarked;
