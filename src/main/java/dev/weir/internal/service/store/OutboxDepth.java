package dev.weir.internal.service.store;

/**
 * How much waits in the outbox for a sink.
 *
 * @param alerts how many
 * @param oldestMillis when the oldest of them was stored, in milliseconds since 1970; 0 if there is
 *     none
 */
public record OutboxDepth(long alerts, long oldestMillis) {}
