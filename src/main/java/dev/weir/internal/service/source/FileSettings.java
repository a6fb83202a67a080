package dev.weir.internal.service.source;

import java.time.Duration;
import java.util.List;

/**
 * How files are followed.
 *
 * @param name what the operator calls the source
 * @param patterns paths and globs; {@code *}, {@code ?}, {@code [..]} and <code>{a,b}</code> stand
 *     for parts of a name, {@code **} for any folders
 * @param fromEnd whether the very first start passes over what is in the files already; what comes
 *     later is read from its beginning in any case
 * @param interval how often to look for new lines and files once all is read
 * @param closeAfter after how long without anything new a file is closed; a file that has been
 *     renamed out of the patterns or deleted is followed as long
 * @param forgetAfter after how long the position in a file that is gone is forgotten
 * @param chunkBytes how much is read of a file in its turn, and goes to the feed at once, in bytes;
 *     a longer line is taken nevertheless
 * @param underWay how many chunks may be on their way into the store at once
 */
public record FileSettings(
    String name,
    List<String> patterns,
    boolean fromEnd,
    Duration interval,
    Duration closeAfter,
    Duration forgetAfter,
    int chunkBytes,
    int underWay) {

  /**
   * Checks and copies the values.
   *
   * @param name as described above
   * @param patterns as described above
   * @param fromEnd as described above
   * @param interval as described above
   * @param closeAfter as described above
   * @param forgetAfter as described above
   * @param chunkBytes as described above
   * @param underWay as described above
   * @throws IllegalArgumentException if one is of no use
   */
  public FileSettings {
    patterns = List.copyOf(patterns);
    if (patterns.isEmpty() || patterns.stream().anyMatch(String::isBlank)) {
      throw new IllegalArgumentException("paths: at least one, and none of them empty");
    }
    if (interval.isNegative() || interval.isZero()) {
      throw new IllegalArgumentException("interval: must be longer than nothing");
    }
    if (closeAfter.isNegative() || forgetAfter.compareTo(closeAfter) < 0) {
      throw new IllegalArgumentException("forget-after: must not be shorter than close-after");
    }
    if (chunkBytes < 1 || underWay < 1) {
      throw new IllegalArgumentException("chunk-bytes and under-way: must be at least 1");
    }
  }

  /**
   * The defaults: from the beginning, four looks a second, closed after 5 minutes, forgotten after
   * a day, 1 MiB at once and 8 chunks under way.
   *
   * @param name what the operator calls the source
   * @param patterns paths and globs
   * @return the settings
   */
  public static FileSettings defaults(String name, List<String> patterns) {
    return new FileSettings(
        name,
        patterns,
        false,
        Duration.ofMillis(250),
        Duration.ofMinutes(5),
        Duration.ofDays(1),
        1 << 20,
        8);
  }
}
