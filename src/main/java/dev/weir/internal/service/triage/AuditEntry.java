package dev.weir.internal.service.triage;

import java.time.Instant;

/**
 * What somebody did with an alert.
 *
 * @param number its place in the log
 * @param at when
 * @param who the name of the user
 * @param alert the id of the alert
 * @param action such as {@code close}
 * @param detail the verdict, the assignee or the comment
 */
public record AuditEntry(
    long number, Instant at, String who, String alert, String action, String detail) {}
