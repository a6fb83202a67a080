package dev.weir.internal.service.source;

/**
 * A document that is not a usable event.
 *
 * @param item its index in its chunk
 * @param kind the kind of fault in the metrics, such as {@code not_json}
 * @param reason what is wrong
 */
public record ItemFault(int item, String kind, String reason) {}
