package dev.weir.internal.service.bulk;

import org.jspecify.annotations.Nullable;

/**
 * What a bulk request asks for.
 *
 * @param verb {@code create}, {@code index}, {@code update} or {@code delete}
 * @param index the index or data stream
 * @param id the document's id, null if it is to be given one
 * @param item the index of its document in the chunk, negative if it was refused
 * @param refusal why, null if not
 */
record BulkAction(
    String verb, String index, @Nullable String id, int item, @Nullable Rejection refusal) {}
