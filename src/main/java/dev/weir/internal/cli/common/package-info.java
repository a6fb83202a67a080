/**
 * What several commands share: options, exit codes, and files that they read and write. It must
 * never know a particular command.
 */
@NullMarked
package dev.weir.internal.cli.common;

import org.jspecify.annotations.NullMarked;
