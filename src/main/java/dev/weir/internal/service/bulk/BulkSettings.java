package dev.weir.internal.service.bulk;

import dev.weir.internal.service.http.ListenSettings;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How the {@code _bulk} endpoint listens, and how much it takes.
 *
 * @param listen where, and how safely
 * @param keys who may send; if there are none, everybody who can reach the address
 * @param bodyBytes how large the body of a request may be, unpacked
 * @param underWayBytes how much of bodies may be in memory at once, over all requests; a sender
 *     that would exceed it is told to come again
 * @param bodyTime how long the body of a request may take to arrive
 * @param answerTime how long a sender waits for its documents to be safe, from when they have
 *     arrived, before it is told to come again
 * @param itemFailures whether a request that has arrived and cannot be kept now is answered with
 *     200 and 429 or 503 for each document, for senders that give up a request otherwise
 */
public record BulkSettings(
    ListenSettings listen,
    List<ApiKey> keys,
    int bodyBytes,
    long underWayBytes,
    Duration bodyTime,
    Duration answerTime,
    boolean itemFailures) {

  /** Near Elasticsearch's own 9200, which may be taken by one on the same machine. */
  public static final int DEFAULT_PORT = 9280;

  /**
   * Checks the settings.
   *
   * @param listen where, and how safely
   * @param keys who may send; if there are none, everybody who can reach the address
   * @param bodyBytes how large the body of a request may be, unpacked
   * @param underWayBytes how much of bodies may be in memory at once, over all requests; a sender
   *     that would exceed it is told to come again
   * @param bodyTime how long the body of a request may take to arrive
   * @param answerTime how long a sender waits for its documents to be safe, from when they have
   *     arrived, before it is told to come again
   * @param itemFailures whether a request that has arrived and cannot be kept now is answered with
   *     200 and 429 or 503 for each document, for senders that give up a request otherwise
   */
  public BulkSettings {
    keys = List.copyOf(keys);
    Set<String> names = new HashSet<>();
    for (ApiKey key : keys) {
      if (!names.add(key.name())) {
        throw new IllegalArgumentException("there are two keys with the name " + key.name());
      }
    }
    if (bodyBytes < 1024) {
      throw new IllegalArgumentException("body bytes must be at least 1024, not " + bodyBytes);
    }
    if (underWayBytes < 2L * bodyBytes) {
      throw new IllegalArgumentException(
          "bytes under way must be at least twice the body bytes, which are "
              + bodyBytes
              + ", not "
              + underWayBytes);
    }
    if (bodyTime.toMillis() < 1 || answerTime.toMillis() < 1) {
      throw new IllegalArgumentException("a time must be at least 1 ms");
    }
  }

  /**
   * On loopback, port 9280, for everybody on this machine: bodies of 32 MiB, 128 MiB under way, a
   * minute for a body, 25 seconds for an answer, which is less than clients wait; 429 and 503 are
   * of whole requests.
   *
   * @return the settings
   */
  public static BulkSettings defaults() {
    return new BulkSettings(
        ListenSettings.loopback(DEFAULT_PORT),
        List.of(),
        32 << 20,
        128L << 20,
        Duration.ofMinutes(1),
        Duration.ofSeconds(25),
        false);
  }
}
