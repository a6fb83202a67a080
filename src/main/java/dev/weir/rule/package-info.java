/**
 * Rule sets: rule files compiled to an immutable {@code RuleSet}, or issues with file, line and
 * column, and checks of rules that compile. Never reads a clock, and never decides an event.
 */
@NullMarked
package dev.weir.rule;

import org.jspecify.annotations.NullMarked;
