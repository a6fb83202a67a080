package dev.weir.bulk;

/** What the body of a bulk request came to. */
sealed interface Parsed permits BulkBody, Complaint {}
