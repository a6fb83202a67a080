/**
 * The service behind {@code weir serve}: connects sources, a detector, the store and sinks. It must
 * never acknowledge a document to its source before that document is durable.
 */
@NullMarked
package dev.weir.internal.service;

import org.jspecify.annotations.NullMarked;
