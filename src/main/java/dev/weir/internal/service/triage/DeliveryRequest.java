package dev.weir.internal.service.triage;

import java.util.Locale;

/**
 * What somebody wants the service to do with an alert and a sink.
 *
 * @param number its place in the order of requests; 0 for a new one
 */
public record DeliveryRequest(long number, Kind kind, String alert, String sink) {

  /** The kinds of requests. */
  public enum Kind {
    /** Put the alert into the outbox again, for this sink. */
    RESEND,
    /** The refusal needs no attention any more. */
    DISMISS;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
