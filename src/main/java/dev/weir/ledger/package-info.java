/** Counts what rules hit, and reviews these counts. Must never decide events or change rules. */
@NullMarked
package dev.weir.ledger;

import org.jspecify.annotations.NullMarked;
