package dev.weir.internal.service.search;

/**
 * A document that a search found.
 *
 * @param index the index that contains it; of a data stream, its backing index
 * @param timestamp its {@code @timestamp} in milliseconds since 1970
 * @param bytes the array that contains its source as the server wrote it; must not be changed
 * @param from the index of its source's first byte
 * @param to the index after its source's last byte
 */
@SuppressWarnings("ArrayRecordComponent") // many share the array of one response
public record Hit(String index, String id, long timestamp, byte[] bytes, int from, int to) {}
