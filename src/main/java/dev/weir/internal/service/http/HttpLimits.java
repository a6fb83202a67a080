package dev.weir.internal.service.http;

import java.time.Duration;

/**
 * The limits of an HTTP server.
 *
 * @param connections maximum open connections; those that wait for the client give way to new ones
 * @param connectionsPerAddress the same for each client address
 * @param headerBytes maximum size of a request's header
 * @param headerTime how long a TLS handshake and a header together may take to arrive
 * @param idle how long a connection may stay silent, and a client may take to read a response
 * @param threads number of server threads; a waiting request holds none
 * @param closing how long requests in flight may take when the server closes
 */
public record HttpLimits(
    int connections,
    int connectionsPerAddress,
    int headerBytes,
    Duration headerTime,
    Duration idle,
    int threads,
    Duration closing) {

  /** Fewer threads cannot accept, select and serve. */
  private static final int MIN_THREADS = 4;

  public HttpLimits {
    if (connections < 1) {
      throw new IllegalArgumentException("connections must be at least 1, not " + connections);
    }
    if (connectionsPerAddress < 1) {
      throw new IllegalArgumentException(
          "connections-per-address must be at least 1, not " + connectionsPerAddress);
    }
    if (headerBytes < 1024) {
      throw new IllegalArgumentException("header-bytes must be at least 1024, not " + headerBytes);
    }
    if (headerTime.toMillis() < 1 || idle.toMillis() < 1 || closing.isNegative()) {
      throw new IllegalArgumentException("header-time and idle must be at least 1 ms");
    }
    if (threads < MIN_THREADS) {
      throw new IllegalArgumentException(
          "threads must be at least " + MIN_THREADS + ", not " + threads);
    }
  }

  public static HttpLimits defaults() {
    return new HttpLimits(
        1000,
        500,
        16 << 10,
        Duration.ofSeconds(30),
        Duration.ofMinutes(2),
        16,
        Duration.ofSeconds(10));
  }
}
