/**
 * The HTTP API for alerts at {@code /api/v1}: JSON, as its OpenAPI file describes. It must never
 * know how keys are stored.
 */
@NullMarked
package dev.weir.internal.service.api;

import org.jspecify.annotations.NullMarked;
