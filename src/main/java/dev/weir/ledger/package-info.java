/**
 * The counts of what rules hit, and a review of these counts. Decides no events, changes no rules.
 */
@NullMarked
package dev.weir.ledger;

import org.jspecify.annotations.NullMarked;
