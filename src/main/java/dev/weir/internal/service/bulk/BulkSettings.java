package dev.weir.internal.service.bulk;

import dev.weir.internal.service.http.HttpClients;
import dev.weir.internal.service.http.ListenSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * The settings of a {@code _bulk} endpoint, named as in the settings file.
 *
 * @param keys the keys of permitted senders; empty to permit everybody who reaches the address
 * @param bodyBytes maximum size of a request's body, uncompressed
 * @param underWayBytes maximum memory for the bodies of all requests; above it, senders get 429
 * @param bodyTime how long a body may take to arrive
 * @param answerTime how long a sender waits for its documents to be saved before it gets 503
 * @param itemFailures whether to answer 200 with 429 or 503 for each document instead of rejecting
 *     the request, for senders that would then drop it
 */
public record BulkSettings(
    ListenSettings listen,
    List<ApiKey> keys,
    int bodyBytes,
    long underWayBytes,
    Duration bodyTime,
    Duration answerTime,
    boolean itemFailures) {

  /** Not Elasticsearch's own 9200, which may be in use on the same machine. */
  public static final int DEFAULT_PORT = 9280;

  public BulkSettings {
    keys = List.copyOf(keys);
    if (bodyBytes < 1024) {
      throw new IllegalArgumentException("body-bytes must be at least 1024, not " + bodyBytes);
    }
    if (underWayBytes < 2L * bodyBytes) {
      throw new IllegalArgumentException(
          "under-way-bytes must be at least 2 x body-bytes = %d, not %d"
              .formatted(bodyBytes, underWayBytes));
    }
    HttpClients.checkPositive("body-time", bodyTime);
    HttpClients.checkPositive("answer-time", answerTime);
  }

  /** Checks that only programs on this machine can send without a key, unless that is wanted. */
  public void checkKeys() throws IOException {
    if (keys.isEmpty() && !listen.insecure() && !listen.isLoopback()) {
      throw new IOException(
          listen.address()
              + " can be reached from other machines: set keys (weir serve --new-key NAME makes one),"
              + " or insecure: true to let anybody send");
    }
  }

  /** The defaults; 25 s for an answer is less than the common clients wait. */
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
