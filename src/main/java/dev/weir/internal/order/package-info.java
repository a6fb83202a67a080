/**
 * Puts the events of each host into the order in which they happened. Must never know rules or
 * alerts, and reads no clock.
 */
@NullMarked
package dev.weir.internal.order;

import org.jspecify.annotations.NullMarked;
