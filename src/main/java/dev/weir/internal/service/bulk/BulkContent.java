package dev.weir.internal.service.bulk;

import dev.weir.internal.service.source.Item;
import java.util.List;

/**
 * The body of a bulk request.
 *
 * @param actions what it asks for, in its order
 * @param items the documents that can be taken
 */
record BulkContent(List<BulkAction> actions, List<Item> items) implements ParseResult {}
