/**
 * All that Weir knows about DRL and about Drools' internals: rule files parsed into one immutable
 * tree, their compilation, and the compiled rules' network. Never decides an event and never
 * reports an issue: it gives places, and {@code dev.weir.rule} words what is wrong there.
 */
@NullMarked
package dev.weir.internal.drl;

import org.jspecify.annotations.NullMarked;
