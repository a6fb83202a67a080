package dev.weir.internal.read;

import dev.weir.event.Event;
import dev.weir.event.Malformed;
import java.util.List;

/** What became of a line: a fault in the data is a value, not an exception. */
public sealed interface Reading {

  /** An event. */
  record Accepted(List<Event> facts, List<String> ambiguousKeys) implements Reading {}

  /** An event of which no more was read than it took to see that nobody wants it. */
  record Unwanted(String hostKey, long timestamp, boolean network, boolean process)
      implements Reading {}

  /** A document that is no usable event. */
  record Ignored(Reason reason) implements Reading {}

  /** A document that cannot be read. */
  record Rejected(Malformed fault) implements Reading {}

  /** Whether whoever sent it should hear of it. */
  default boolean isToBeTold() {
    return this instanceof Accepted accepted
        ? !accepted.ambiguousKeys().isEmpty()
        : !(this instanceof Unwanted);
  }

  /** Why a document takes only part. */
  static String severalValues(String key) {
    return "has several values in " + key;
  }

  /** Why a document takes no part. */
  enum Reason {
    /** {@code @timestamp} is missing, no date, or several. */
    NO_TIMESTAMP("has no usable @timestamp"),
    /** {@code host.id} has several values, so the event belongs to no one host. */
    SEVERAL_HOSTS("has several values in host.id");

    private final String text;

    Reason(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
