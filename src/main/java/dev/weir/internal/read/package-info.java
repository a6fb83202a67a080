/**
 * Turns bytes into facts: lines, JSON documents and their fields. Must never know rules, or fail on
 * bad input: a fault is a {@link dev.weir.internal.read.Reading}.
 */
@NullMarked
package dev.weir.internal.read;

import org.jspecify.annotations.NullMarked;
