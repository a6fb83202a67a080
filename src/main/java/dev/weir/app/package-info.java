/** The command line: no API, and nothing may import it. */
@NullMarked
package dev.weir.app;

import org.jspecify.annotations.NullMarked;
