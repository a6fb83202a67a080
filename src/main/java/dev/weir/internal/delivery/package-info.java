/**
 * How new rules reach a running Weir: from a folder or from a Kafka topic, through the checks they
 * must pass, to the detectors that run them, with a record of each outcome. It must never decide
 * events itself, nor depend on the command line.
 */
@NullMarked
package dev.weir.internal.delivery;

import org.jspecify.annotations.NullMarked;
