package dev.weir.internal.service.sink;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How alerts are written to a file.
 *
 * @param name what the operator calls the sink
 * @param file the file; its folder must exist
 * @param rotateBytes a file that has become so large is put aside, in bytes
 * @param rotateAfter a file that has become so old is put aside
 * @param keep how many files put aside are kept
 * @param gzip whether they are packed
 */
public record FileSinkSettings(
    String name, Path file, long rotateBytes, Duration rotateAfter, int keep, boolean gzip) {

  /**
   * Checks and copies the values.
   *
   * @param name as described above
   * @param file as described above
   * @param rotateBytes as described above
   * @param rotateAfter as described above
   * @param keep as described above
   * @param gzip as described above
   * @throws IllegalArgumentException if one is of no use
   */
  public FileSinkSettings {
    if (rotateBytes < 1 || rotateAfter.isNegative() || rotateAfter.isZero()) {
      throw new IllegalArgumentException("rotate-bytes and rotate-after: must be above nothing");
    }
    if (keep < 1) {
      throw new IllegalArgumentException("keep: must be at least 1, or rotation would lose alerts");
    }
  }

  /**
   * The defaults: put aside at 100 MiB or after a day, ten kept, packed.
   *
   * @param name what the operator calls the sink
   * @param file the file
   * @return the settings
   */
  public static FileSinkSettings defaults(String name, Path file) {
    return new FileSinkSettings(name, file, 100L << 20, Duration.ofDays(1), 10, true);
  }
}
