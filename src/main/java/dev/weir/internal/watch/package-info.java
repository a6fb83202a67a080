/**
 * The watch over rules that do not end, from outside of detection, which reads no clock. It must
 * never change what is decided; whoever is told of a hang does.
 */
@NullMarked
package dev.weir.internal.watch;

import org.jspecify.annotations.NullMarked;
