/**
 * The command line: the {@code weir} command and its subcommands. It must never detect or deliver
 * anything itself; other packages do that, and none of them may import it.
 */
@NullMarked
package dev.weir.internal.cli;

import org.jspecify.annotations.NullMarked;
