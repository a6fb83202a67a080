/**
 * The door for embedders: {@link dev.weir.Detector} takes events in and gives alerts out, {@link
 * dev.weir.rule.RuleSet} holds the rules it goes by.
 */
@NullMarked
package dev.weir;

import org.jspecify.annotations.NullMarked;
