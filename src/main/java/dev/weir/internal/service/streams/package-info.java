/**
 * Weir on Kafka Streams: each task is a lane, and its pending documents are a store with a
 * changelog. This package must never write anything outside the transaction of a task.
 */
@NullMarked
package dev.weir.internal.service.streams;

import org.jspecify.annotations.NullMarked;
