/**
 * The durable state of a service: one SQLite file with pending documents, positions and the outbox.
 * This package must never interpret the documents that it stores.
 */
@NullMarked
package dev.weir.internal.service.store;

import org.jspecify.annotations.NullMarked;
