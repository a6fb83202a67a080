package dev.weir.internal.service.triage;

import dev.weir.internal.service.store.StoredAlert.State;
import java.time.Instant;

/**
 * An alert in a list.
 *
 * @param number its place in the order of arrival
 * @param outbox its place in the outbox
 * @param id the fingerprint
 * @param at its {@code @timestamp}
 * @param kind {@code alert}, {@code incident} or {@code roll-up}
 * @param severity of the rule, in words
 * @param rule the name of the rule
 * @param host the {@code host.id}, empty if there is none
 * @param hostName the {@code host.name}, likewise
 * @param user the {@code user.name}, likewise
 * @param reason what happened, in a sentence; cut if it is long
 * @param state {@code open}, {@code acknowledged} or {@code closed}
 * @param verdict why it is closed; empty if it is not
 * @param assignee who works on it; empty if nobody
 * @param standing whether it stands, is early, or is retracted
 * @param suppressed whether the cap suppressed it, so that no sink gets it
 */
public record AlertRow(
    long number,
    long outbox,
    String id,
    Instant at,
    String kind,
    String severity,
    String rule,
    String host,
    String hostName,
    String user,
    String reason,
    String state,
    String verdict,
    String assignee,
    State standing,
    boolean suppressed) {

  /** What people call the host. */
  public String hostLabel() {
    return hostName.isEmpty() ? host : hostName;
  }
}
