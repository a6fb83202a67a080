/**
 * The facts that a rule author sees: an event of one of the EQL categories, its fields, and the
 * suspect that a detection makes of one. Nothing here knows JSON, and of KIE only the annotations
 * that say when a fact happened.
 */
@NullMarked
package dev.weir.event;

import org.jspecify.annotations.NullMarked;
