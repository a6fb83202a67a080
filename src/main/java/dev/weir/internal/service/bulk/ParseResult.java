package dev.weir.internal.service.bulk;

/** What the body of a bulk request came to. */
sealed interface ParseResult permits BulkContent, Rejection {}
