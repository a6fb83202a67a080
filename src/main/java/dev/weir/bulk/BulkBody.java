package dev.weir.bulk;

import dev.weir.source.Item;
import java.util.List;

/**
 * The body of a bulk request.
 *
 * @param actions what it asks for, in its order
 * @param items the documents that can be taken
 */
record BulkBody(List<Action> actions, List<Item> items) implements Parsed {}
