/**
 * The {@code weir serve} command, which builds a service from its settings and runs it. It must
 * never handle events or alerts itself; the service does.
 */
@NullMarked
package dev.weir.internal.cli.serve;

import org.jspecify.annotations.NullMarked;
