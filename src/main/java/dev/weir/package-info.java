/**
 * The API for embedders: a {@link dev.weir.Detector} takes events and raises alerts by the rules of
 * a {@link dev.weir.rule.RuleSet}. Must never show a type of {@code dev.weir.internal}.
 */
@NullMarked
package dev.weir;

import org.jspecify.annotations.NullMarked;
