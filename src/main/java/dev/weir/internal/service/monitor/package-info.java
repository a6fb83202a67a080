/** What a running Weir shows of itself: meters, health over HTTP, and notices in its log. */
@NullMarked
package dev.weir.internal.service.monitor;

import org.jspecify.annotations.NullMarked;
