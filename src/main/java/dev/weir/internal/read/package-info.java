/** Bytes to facts: lines, JSON documents and the fields in them. */
@NullMarked
package dev.weir.internal.read;

import org.jspecify.annotations.NullMarked;
