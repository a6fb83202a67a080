package dev.weir.internal.service.store;

import java.time.Instant;

/**
 * An alert that a sink has refused, until somebody sends it again or dismisses it.
 *
 * @param sink the name of the sink
 * @param alert the id of the alert
 * @param at when
 * @param reason what the sink answered
 */
public record Refusal(String sink, String alert, Instant at, String reason) {}
