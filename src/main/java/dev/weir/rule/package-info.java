/**
 * Rule sets: rule files compiled to an immutable {@code RuleSet}, or issues with file, line and
 * column, and checks of rules that compile. Reads no clock and decides no event.
 */
@NullMarked
package dev.weir.rule;

import org.jspecify.annotations.NullMarked;
