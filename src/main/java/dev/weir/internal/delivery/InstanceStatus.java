package dev.weir.internal.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * The status of one instance: which rules it runs. The status topic keeps each instance's newest.
 *
 * @param application the name of all instances together
 * @param instance the name of this one
 * @param hash the hash of the rules that it runs
 * @param offset the offset of their version on the rules topic
 * @param since since when it runs them
 * @param refused why it does not run the newest version; empty if it does
 * @param seen when it wrote this, which it does at every heartbeat
 */
public record InstanceStatus(
    String application,
    String instance,
    String hash,
    long offset,
    Instant since,
    String refused,
    Instant seen) {

  private static final Duration SILENCE = InstanceStatusWriter.HEARTBEAT.multipliedBy(5);

  public InstanceStatus {
    TopicJson.required("application", application);
    TopicJson.required("instance", instance);
    TopicJson.required("hash", hash);
    TopicJson.required("since", since);
    refused = Objects.requireNonNullElse(refused, "");
    TopicJson.required("seen", seen);
  }

  /**
   * Whether the instance has not been heard of for five minutes, so that it has ended or cannot
   * reach the brokers. Its clock may differ somewhat from this one.
   */
  public boolean isSilent(Instant now) {
    return seen.plus(SILENCE).isBefore(now);
  }

  /** The key of its record, the same for all statuses of an instance. */
  byte[] key() {
    return (application + "/" + instance).getBytes(UTF_8);
  }

  /** Whether another status differs at most in when it was written. */
  boolean saysTheSameAs(InstanceStatus other) {
    return equals(other.seenAt(seen));
  }

  private InstanceStatus seenAt(Instant at) {
    return new InstanceStatus(application, instance, hash, offset, since, refused, at);
  }

  /** Reads a record's value; an IllegalArgumentException says why it cannot. */
  static InstanceStatus parse(byte[] value) {
    return TopicJson.read(value, InstanceStatus.class);
  }

  /** A record's value, as {@link #parse} reads it. */
  byte[] toJson() {
    return TopicJson.write(this);
  }
}
