/** The service: sources, a detector, a store and sinks, put together. */
@NullMarked
package dev.weir.internal.service;

import org.jspecify.annotations.NullMarked;
