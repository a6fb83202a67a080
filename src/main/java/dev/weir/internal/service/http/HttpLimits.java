package dev.weir.internal.service.http;

import java.time.Duration;

/**
 * The limits of an HTTP server.
 *
 * @param connections maximum open connections; further ones wait to be accepted
 * @param headerBytes maximum size of a request's header
 * @param idle how long a connection may stay silent before it is closed
 * @param threads number of server threads; a waiting request holds none
 * @param closing how long requests in flight may take when the server closes
 */
public record HttpLimits(
    int connections, int headerBytes, Duration idle, int threads, Duration closing) {

  /** Fewer threads cannot accept, select and serve. */
  private static final int MIN_THREADS = 4;

  public HttpLimits {
    if (connections < 1) {
      throw new IllegalArgumentException("connections must be at least 1, not " + connections);
    }
    if (headerBytes < 1024) {
      throw new IllegalArgumentException("header-bytes must be at least 1024, not " + headerBytes);
    }
    if (idle.toMillis() < 1 || closing.isNegative()) {
      throw new IllegalArgumentException("idle must be at least 1 ms");
    }
    if (threads < MIN_THREADS) {
      throw new IllegalArgumentException(
          "threads must be at least " + MIN_THREADS + ", not " + threads);
    }
  }

  public static HttpLimits defaults() {
    return new HttpLimits(1000, 16 << 10, Duration.ofMinutes(2), 16, Duration.ofSeconds(10));
  }
}
