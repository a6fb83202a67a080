package dev.weir.internal.service.triage;

import java.time.Instant;

/** The alerts of one host. */
public record HostSummary(
    String host,
    String name,
    int alerts,
    String severity,
    Instant first,
    Instant last,
    int rules) {}
