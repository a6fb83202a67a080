/** Rules that are published to a Kafka topic, and those who follow it. */
@NullMarked
package dev.weir.publish;

import org.jspecify.annotations.NullMarked;
