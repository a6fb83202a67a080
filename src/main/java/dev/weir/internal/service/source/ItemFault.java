package dev.weir.internal.service.source;

/**
 * A document that could not be used.
 *
 * @param item its index in its chunk
 * @param kind the kind of fault, as it is counted: {@code not_json} and the like
 * @param reason what is wrong, in words
 */
public record ItemFault(int item, String kind, String reason) {}
