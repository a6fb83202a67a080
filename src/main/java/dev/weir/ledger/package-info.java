/** What rules have hit: how often, since when, and where it comes from. */
@NullMarked
package dev.weir.ledger;

import org.jspecify.annotations.NullMarked;
