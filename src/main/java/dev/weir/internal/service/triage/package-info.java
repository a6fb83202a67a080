/**
 * The alerts as people work on them: an index for filters and text, what became of each alert, and
 * an audit log, in a SQLite file of its own. This package must never slow down detection.
 */
@NullMarked
package dev.weir.internal.service.triage;

import org.jspecify.annotations.NullMarked;
