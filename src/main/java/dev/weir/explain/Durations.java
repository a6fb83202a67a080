package dev.weir.explain;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Durations as rules write them, and as people read them. */
final class Durations {

  private Durations() {}

  /**
   * The milliseconds of {@code 1s}, {@code 500ms} or {@code 500}; null for anything else. Of {@code
   * 1m30s} only the first part counts, as in Drools 10.2.
   */
  static @Nullable Long parse(String text) {
    int digits = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
    int end = digits;
    while (end < text.length() && Character.isDigit(text.charAt(end))) {
      end++;
    }
    if (end == digits || end - digits > 15) {
      return null;
    }
    String unit = text.substring(end);
    long millis =
        unit.isEmpty() || unit.startsWith("ms")
            ? 1
            : switch (unit.charAt(0)) {
              case 'd' -> 86_400_000;
              case 'h' -> 3_600_000;
              case 'm' -> 60_000;
              case 's' -> 1_000;
              default -> 0;
            };
    return millis == 0 ? null : Long.valueOf(Long.parseLong(text.substring(0, end)) * millis);
  }

  /** As in {@code 31 ms}, {@code 1.4 s}, {@code 2 min 5 s}, {@code 3 h}; never negative. */
  static String words(long millis) {
    long span = Math.abs(millis);
    if (span < 1_000) {
      return span + " ms";
    }
    if (span < 60_000) {
      return BigDecimal.valueOf(span, 3).stripTrailingZeros().toPlainString() + " s";
    }
    if (span < 3_600_000) {
      return two(span / 60_000, "min", span % 60_000 / 1_000, "s");
    }
    return two(span / 3_600_000, "h", span % 3_600_000 / 60_000, "min");
  }

  private static String two(long larger, String largerUnit, long smaller, String smallerUnit) {
    return larger + " " + largerUnit + (smaller == 0 ? "" : " " + smaller + " " + smallerUnit);
  }
}
