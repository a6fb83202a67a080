/**
 * The facts that rules see: events by EQL category, their fields, and suspects. Independent of
 * JSON, and of Drools except for the annotations of a fact's time.
 */
@NullMarked
package dev.weir.event;

import org.jspecify.annotations.NullMarked;
