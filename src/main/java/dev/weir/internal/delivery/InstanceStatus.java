package dev.weir.internal.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an instance says of its rules on the status topic, where its newest receipt stays.
 *
 * @param application what all instances of one application are called
 * @param instance what this one is called
 * @param hash the hash of the rules that it runs
 * @param offset the version's offset on the rules topic
 * @param since since when it runs them
 * @param refused why it does not run the newest version; empty if it does
 * @param seen when it said so, which it does again and again
 */
public record InstanceStatus(
    String application,
    String instance,
    String hash,
    long offset,
    Instant since,
    String refused,
    Instant seen) {

  private static final Duration SILENCE = InstanceStatusWriter.AGAIN.multipliedBy(5);

  private record Written(
      @Nullable Integer format,
      @Nullable String application,
      @Nullable String instance,
      @Nullable String hash,
      long offset,
      @Nullable Instant since,
      @Nullable String refused,
      @Nullable Instant seen) {}

  /**
   * Whether its instance has said nothing for so long that it has ended, or cannot reach the
   * brokers.
   *
   * @param now the time, by a clock that may differ somewhat from the instance's
   * @return true after five minutes
   */
  public boolean isSilent(Instant now) {
    return seen.plus(SILENCE).isBefore(now);
  }

  /** The key of its record, which an instance's receipts share. */
  byte[] key() {
    return (application + "/" + instance).getBytes(UTF_8);
  }

  /** Whether another one says the same, but perhaps at another time. */
  boolean saysTheSameAs(InstanceStatus other) {
    return equals(
        new InstanceStatus(
            other.application,
            other.instance,
            other.hash,
            other.offset,
            other.since,
            other.refused,
            seen));
  }

  /**
   * @throws IllegalArgumentException if it is something else
   */
  static InstanceStatus parse(byte[] json) {
    Written written = TopicJson.read(json, Written.class);
    TopicJson.checkFormat(written.format);
    if (written.application == null
        || written.instance == null
        || written.hash == null
        || written.since == null
        || written.seen == null) {
      throw new IllegalArgumentException("it lacks something");
    }
    return new InstanceStatus(
        written.application,
        written.instance,
        written.hash,
        written.offset,
        written.since,
        written.refused == null ? "" : written.refused,
        written.seen);
  }

  /** UTF-8 JSON, as {@link #parse} reads it. */
  byte[] toJson() {
    return TopicJson.write(
        new Written(TopicJson.FORMAT, application, instance, hash, offset, since, refused, seen));
  }
}
