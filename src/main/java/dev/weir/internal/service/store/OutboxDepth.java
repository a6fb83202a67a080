package dev.weir.internal.service.store;

/**
 * The backlog of a sink in the outbox.
 *
 * @param alerts number of undelivered alerts
 * @param oldestMillis when the oldest of them was stored, in epoch milliseconds; 0 if there is none
 */
public record OutboxDepth(long alerts, long oldestMillis) {}
