package dev.weir.internal.service.sink;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Settings of a {@link FileSink}.
 *
 * @param file the file; its folder must exist
 * @param rotateBytes rotate the file when it reaches this size
 * @param rotateAfter rotate the file when it reaches this age
 * @param keep number of rotated files to keep
 * @param gzip whether to compress rotated files
 * @param groupRead whether the group of the files may read them, such as for a log shipper
 */
public record FileSinkSettings(
    String name,
    Path file,
    long rotateBytes,
    Duration rotateAfter,
    int keep,
    boolean gzip,
    boolean groupRead) {

  public FileSinkSettings {
    if (rotateBytes < 1 || rotateAfter.isNegative() || rotateAfter.isZero()) {
      throw new IllegalArgumentException("rotate-bytes and rotate-after: must be above 0");
    }
    if (keep < 1) {
      throw new IllegalArgumentException(
          "keep: must be at least 1; with 0, rotation would delete alerts");
    }
  }

  public static FileSinkSettings defaults(String name, Path file) {
    return new FileSinkSettings(name, file, 100L << 20, Duration.ofDays(1), 10, true, false);
  }
}
