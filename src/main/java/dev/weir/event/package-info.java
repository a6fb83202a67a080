/**
 * The facts that rules see: events by EQL category, their fields, and suspects. Must never know
 * JSON, or anything of KIE but the annotations for a fact's time.
 */
@NullMarked
package dev.weir.event;

import org.jspecify.annotations.NullMarked;
