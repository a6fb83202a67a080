/**
 * The KIE session of a lane: what it asks of the rule base, what lives on in it, and what it finds.
 */
@NullMarked
package dev.weir.internal.session;

import org.jspecify.annotations.NullMarked;
