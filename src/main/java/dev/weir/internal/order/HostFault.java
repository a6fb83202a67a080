package dev.weir.internal.order;

import java.time.Instant;

/** Why a host is named to the operator. */
public enum HostFault {
  /** An event lies further ahead of the pushed clock, or of its host's events, than allowed. */
  AHEAD("clock ahead"),
  /** An event lies so far behind its host's clock that it is not late, but of a wrong clock. */
  BEHIND("clock behind"),
  /** The bound on hosts is exceeded by hosts with waiting events, so these were decided early. */
  FORGOTTEN("forgotten early");

  private final String reason;

  HostFault(String reason) {
    this.reason = reason;
  }

  /** The fault in words, by the time of an event. */
  public String describe(long timestamp) {
    Instant time = Instant.ofEpochMilli(timestamp);
    return switch (this) {
      case AHEAD -> "its clock is ahead: it sent an event of " + time;
      case BEHIND -> "its clock is behind, or was: it sent an event of " + time;
      case FORGOTTEN -> "its events are decided early: too many hosts have waiting events";
    };
  }

  /** The reason as it is counted. */
  @Override
  public String toString() {
    return reason;
  }
}
