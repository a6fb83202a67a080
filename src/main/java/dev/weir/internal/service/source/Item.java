package dev.weir.internal.service.source;

/**
 * A document of a source.
 *
 * @param bytes the array that contains it; must not be changed
 * @param from the index of its first byte
 * @param to the index after its last available byte
 * @param place its part of the source, such as a file's name, for messages
 * @param number its line number in that part, from 1, or its offset
 */
@SuppressWarnings("ArrayRecordComponent") // many share the array of one read
public record Item(byte[] bytes, int from, int to, String place, long number) {}
