package dev.weir.internal.service.http;

import java.time.Duration;

/**
 * What a server grants to those who connect to it.
 *
 * @param connections how many there may be at once; more wait to be accepted
 * @param headerBytes how long the head of a request may be
 * @param idle how long a connection may say nothing before it is closed
 * @param threads how many threads serve; a request that waits holds none
 * @param closing how long requests under way may take when the server is closed
 */
public record HttpLimits(
    int connections, int headerBytes, Duration idle, int threads, Duration closing) {

  /** Fewer than these cannot accept, select and serve. */
  private static final int FEWEST_THREADS = 4;

  /**
   * Checks the settings.
   *
   * @param connections how many there may be at once; more wait to be accepted
   * @param headerBytes how long the head of a request may be
   * @param idle how long a connection may say nothing before it is closed
   * @param threads how many threads serve; a request that waits holds none
   * @param closing how long requests under way may take when the server is closed
   */
  public HttpLimits {
    if (connections < 1) {
      throw new IllegalArgumentException("connections must be at least 1, not " + connections);
    }
    if (headerBytes < 1024) {
      throw new IllegalArgumentException("header bytes must be at least 1024, not " + headerBytes);
    }
    if (idle.toMillis() < 1 || closing.isNegative()) {
      throw new IllegalArgumentException("a time must not be negative, nor idle less than 1 ms");
    }
    if (threads < FEWEST_THREADS) {
      throw new IllegalArgumentException(
          "threads must be at least " + FEWEST_THREADS + ", not " + threads);
    }
  }

  /**
   * 1,000 connections, 16 KiB of head, 2 minutes idle, 16 threads and 10 seconds to close.
   *
   * @return the limits
   */
  public static HttpLimits defaults() {
    return new HttpLimits(1000, 16 << 10, Duration.ofMinutes(2), 16, Duration.ofSeconds(10));
  }
}
