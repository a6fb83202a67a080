/** {@code weir alerts}: the alerts that a service has raised. */
@NullMarked
package dev.weir.internal.cli.alerts;

import org.jspecify.annotations.NullMarked;
