/**
 * Threads and periodic tasks that never end in silence. The only package that makes threads. It
 * must never depend on any other package of Weir.
 */
@NullMarked
package dev.weir.internal.thread;

import org.jspecify.annotations.NullMarked;
