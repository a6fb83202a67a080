/**
 * The commands for authors of rules: check, test, explain, diff, ledger, init and new-exclusion.
 * They ask and print only; what they print is decided elsewhere.
 */
@NullMarked
package dev.weir.internal.cli.author;

import org.jspecify.annotations.NullMarked;
