package dev.weir.sink;

/**
 * An alert that a receiver will never take.
 *
 * @param alert the alert
 * @param reason what the receiver says
 */
public record Refused(Outgoing alert, String reason) {}
