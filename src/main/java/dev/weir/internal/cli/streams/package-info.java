/**
 * The {@code weir streams} command, which builds an instance on Kafka Streams from its settings and
 * runs it. It must never handle events or alerts itself; the service does.
 */
@NullMarked
package dev.weir.internal.cli.streams;

import org.jspecify.annotations.NullMarked;
