package dev.weir.internal.service.source;

import java.util.List;
import java.util.Map;

/**
 * Documents of a source together with its new positions, which are saved together or not at all.
 *
 * @param source the source's name
 * @param positions the changed positions by part of the source, such as a file or a Kafka
 *     partition; an empty position deletes the part
 */
public record Chunk(String source, List<Item> items, Map<String, String> positions) {}
