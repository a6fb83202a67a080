/**
 * The {@code weir detect} command: files or standard input in, alerts out. It must never decide
 * events itself; the detector does.
 */
@NullMarked
package dev.weir.internal.cli.detect;

import org.jspecify.annotations.NullMarked;
