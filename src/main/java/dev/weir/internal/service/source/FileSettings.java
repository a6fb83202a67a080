package dev.weir.internal.service.source;

import java.time.Duration;
import java.util.List;

/**
 * The settings of a file source, named as in the settings file where it has them.
 *
 * @param patterns paths and globs; {@code *}, {@code ?}, {@code [..]} and <code>{a,b}</code> match
 *     parts of a name, {@code **} any folders
 * @param fromEnd whether the very first start skips what the files contain; later files are read
 *     from their beginning in any case
 * @param interval how often to look for new lines and files
 * @param closeAfter how long without new data before a file is closed; also how long a renamed or
 *     deleted file is followed
 * @param forgetAfter how long to keep the position of a file that is gone
 * @param chunkBytes maximum bytes to read of a file at a time, unless a single line is longer
 * @param underWay maximum chunks in flight to the store
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

  public FileSettings {
    patterns = List.copyOf(patterns);
    if (patterns.isEmpty() || patterns.stream().anyMatch(String::isBlank)) {
      throw new IllegalArgumentException("paths: set at least one path; a path must not be empty");
    }
    if (interval.isNegative() || interval.isZero()) {
      throw new IllegalArgumentException("interval: must be above 0");
    }
    if (closeAfter.isNegative() || forgetAfter.compareTo(closeAfter) < 0) {
      throw new IllegalArgumentException("forget-after: must not be shorter than close-after");
    }
    if (chunkBytes < 1 || underWay < 1) {
      throw new IllegalArgumentException("chunk-bytes and under-way: must be at least 1");
    }
  }

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
