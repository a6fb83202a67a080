/** Weir on Kafka Streams: a task is a lane, and what is pending in it a store with a changelog. */
@NullMarked
package dev.weir.internal.service.streams;

import org.jspecify.annotations.NullMarked;
