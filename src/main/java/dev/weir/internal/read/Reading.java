package dev.weir.internal.read;

import dev.weir.event.Event;
import dev.weir.event.Malformed;
import java.util.List;

/** What became of a line: a fault in the data is a value, not an exception. */
public sealed interface Reading {

  /**
   * An event.
   *
   * @param facts the facts it is, in the order in which they are to be told: one, or the connection
   *     and then the process of an event that is both
   * @param ambiguousKeys the names of join keys that have several values; rules see those as
   *     missing
   */
  record Accepted(List<Event> facts, List<String> ambiguousKeys) implements Reading {}

  /**
   * An event of which no more was read than it took to see that nobody wants it.
   *
   * @param hostKey its {@code host.id}, or {@link Event#NO_HOST}
   * @param timestamp its {@code @timestamp} in milliseconds since 1970
   * @param network whether its category has {@code network}
   * @param process whether its category has {@code process}
   */
  record Unwanted(String hostKey, long timestamp, boolean network, boolean process)
      implements Reading {}

  /**
   * A document that is no usable event.
   *
   * @param reason why it takes no part
   */
  record Ignored(Reason reason) implements Reading {}

  /** A document that cannot be read. */
  record Rejected(Malformed fault) implements Reading {}

  /**
   * Whether whoever sent it should hear of it.
   *
   * @return true if it is malformed, ignored, or takes only part
   */
  default boolean isToBeTold() {
    return this instanceof Accepted accepted
        ? !accepted.ambiguousKeys().isEmpty()
        : !(this instanceof Unwanted);
  }

  /**
   * Why a document takes only part.
   *
   * @param key the name of a join key that has several values
   * @return the reason in words
   */
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
