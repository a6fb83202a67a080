/**
 * Keeps track of what is wrong with a running service, for its log, health check and metrics. It
 * must never depend on any other package of Weir.
 */
@NullMarked
package dev.weir.internal.service.health;

import org.jspecify.annotations.NullMarked;
