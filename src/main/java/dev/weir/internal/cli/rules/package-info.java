/**
 * The {@code weir rules} commands, which publish rules to a Kafka topic and show who runs them. It
 * must never publish rules that fail their checks or cases.
 */
@NullMarked
package dev.weir.internal.cli.rules;

import org.jspecify.annotations.NullMarked;
