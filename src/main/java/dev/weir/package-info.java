/**
 * The API for application developers: a {@link dev.weir.Detector} takes events and raises alerts by
 * the rules of a {@link dev.weir.rule.RuleSet}. It shows no type of {@code dev.weir.internal},
 * except in methods that are documented as internal to Weir.
 */
@NullMarked
package dev.weir;

import org.jspecify.annotations.NullMarked;
