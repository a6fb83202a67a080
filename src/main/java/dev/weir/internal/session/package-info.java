/**
 * Runs the compiled rules on the events of one lane: the KIE session, the suspects that live in it
 * and the rules that fail. Must never order events, limit alerts or use another thread.
 */
@NullMarked
package dev.weir.internal.session;

import org.jspecify.annotations.NullMarked;
