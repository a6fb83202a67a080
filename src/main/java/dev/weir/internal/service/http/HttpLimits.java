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
  public static final int MIN_THREADS = 4;

  public HttpLimits {
    check("connections", connections, 1);
    check("connections-per-address", connectionsPerAddress, 1);
    check("header-bytes", headerBytes, 1024);
    check("threads", threads, MIN_THREADS);
    HttpClients.checkPositive("header-time", headerTime);
    HttpClients.checkPositive("idle", idle);
  }

  private static void check(String setting, int value, int min) {
    if (value < min) {
      throw new IllegalArgumentException(setting + " must be at least " + min + ", not " + value);
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
