/** The service: sources, a detector, a store and sinks, put together. */
@NullMarked
package dev.weir.service;

import org.jspecify.annotations.NullMarked;
