package dev.weir.internal.service.triage;

import java.util.Arrays;

/**
 * The numbers of alerts in steps of time.
 *
 * @param from the start of the first step, in epoch milliseconds
 * @param step the length of a step, in milliseconds
 * @param counts for each step, the alerts by severity, the least severe first
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Histogram(long from, long step, int[][] counts) {

  static final Histogram EMPTY = new Histogram(0, 1, new int[0][]);

  /** The lengths of steps that people read with ease, in seconds. */
  private static final long[] LENGTHS = {
    1, 5, 10, 30, 60, 300, 600, 1800, 3600, 3 * 3600, 6 * 3600, 12 * 3600, 86400, 7 * 86400
  };

  /** Covers a range with about this many steps of a round length. */
  static Histogram over(long first, long last, int steps) {
    long wanted = (last - first) / steps + 1;
    long step =
        Arrays.stream(LENGTHS)
            .map(seconds -> seconds * 1000)
            .filter(length -> length >= wanted)
            .findFirst()
            .orElse(wanted);
    long from = first - Math.floorMod(first, step);
    return new Histogram(
        from, step, new int[(int) ((last - from) / step) + 1][AlertQuery.SEVERITIES.size()]);
  }

  int add(int at, int severity, int count) {
    if (at >= 0 && at < counts.length) { // an alert can arrive between the two queries
      counts[at][severity] += count;
    }
    return count;
  }
}
