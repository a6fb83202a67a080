/** Why an event did or did not alert, and what a change of rules changes, in an analyst's words. */
@NullMarked
package dev.weir.explain;

import org.jspecify.annotations.NullMarked;
