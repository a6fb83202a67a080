/** Rules that are published to a Kafka topic, and those who follow it. */
@NullMarked
package dev.weir.internal.delivery;

import org.jspecify.annotations.NullMarked;
