package dev.weir.internal.service.source;

import java.util.List;
import java.util.Map;

/**
 * Documents that a source brings together, and how far it has come with them. Either all of it
 * survives a crash or nothing.
 *
 * @param source the source's name
 * @param items the documents
 * @param positions what is new of how far it has come: a part of the source, such as a file or a
 *     Kafka partition, to a position in it; an empty position forgets the part
 */
public record Chunk(String source, List<Item> items, Map<String, String> positions) {}
