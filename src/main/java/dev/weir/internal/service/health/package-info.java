/** What is wrong with a running service, for its log, its health and its metrics. */
@NullMarked
package dev.weir.internal.service.health;

import org.jspecify.annotations.NullMarked;
