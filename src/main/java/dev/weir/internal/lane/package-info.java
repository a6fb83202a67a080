/**
 * Spreads hosts over lanes, each of which orders and decides the events of its hosts on one thread.
 * Must never call an embedder's listener directly, read a clock or share a session between threads.
 */
@NullMarked
package dev.weir.internal.lane;

import org.jspecify.annotations.NullMarked;
