/** The command line: no API, and nothing may import it. */
@NullMarked
package dev.weir.internal.cli.common;

import org.jspecify.annotations.NullMarked;
