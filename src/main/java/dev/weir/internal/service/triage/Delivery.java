package dev.weir.internal.service.triage;

import java.util.Locale;

/**
 * What became of an alert at a sink.
 *
 * @param sink the name of the sink
 * @param reason what the sink answered; empty unless it refused the alert
 */
public record Delivery(String sink, Status status, String reason) {

  /** How far an alert has come. */
  public enum Status {
    /** The sink has it. */
    DELIVERED,
    /** The sink will get it. */
    WAITING,
    /** The sink will never accept it as it is. */
    REFUSED,
    /** The cap suppressed the alert, so the sink does not get it. */
    SUPPRESSED,
    /** It is of an earlier store, which is gone. */
    UNKNOWN;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
