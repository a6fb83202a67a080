/**
 * The view from outside on a running service: meters, health over HTTP, and sampled log lines. This
 * package must never change what the service does.
 */
@NullMarked
package dev.weir.internal.service.monitor;

import org.jspecify.annotations.NullMarked;
