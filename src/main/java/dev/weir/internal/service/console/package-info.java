/**
 * The web console: pages on which people see alerts and what became of them. Pages are written on
 * the server. This package must never slow down detection.
 */
@NullMarked
package dev.weir.internal.service.console;

import org.jspecify.annotations.NullMarked;
