/**
 * Limits how many alerts are passed on: rolls the alerts of one host up into an incident, and caps
 * the alerts of one rule. Must never format an alert or know where it goes.
 */
@NullMarked
package dev.weir.internal.alert;

import org.jspecify.annotations.NullMarked;
