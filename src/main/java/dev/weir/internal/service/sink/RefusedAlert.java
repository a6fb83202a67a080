package dev.weir.internal.service.sink;

/**
 * An alert that a receiver will never take.
 *
 * @param alert the alert
 * @param reason what the receiver says
 */
public record RefusedAlert(OutgoingAlert alert, String reason) {}
