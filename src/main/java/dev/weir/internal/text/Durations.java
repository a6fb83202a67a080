package dev.weir.internal.text;

import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Durations as people write and read them. */
public final class Durations {

  private static final int MAX_DIGITS = 9;

  private Durations() {}

  /**
   * Parses {@code 0}, {@code 500ms}, {@code 30s}, {@code 5m}, {@code 1h}, {@code 7d} and sums such
   * as {@code 1m30s}; null if the text is no duration.
   */
  public static @Nullable Duration parse(String text) {
    if (text.equals("0")) {
      return Duration.ZERO;
    }
    Duration sum = Duration.ZERO;
    int at = 0;
    while (at < text.length()) {
      int digits = at;
      while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
        at++;
      }
      int unit = at;
      while (at < text.length() && Character.isLetter(text.charAt(at))) {
        at++;
      }
      if (unit == digits || unit - digits > MAX_DIGITS) {
        return null;
      }
      long count = Long.parseLong(text, digits, unit, 10);
      Duration part =
          switch (text.substring(unit, at)) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            case "d" -> Duration.ofDays(count);
            default -> null;
          };
      if (part == null) {
        return null;
      }
      sum = sum.plus(part);
    }
    return at == 0 ? null : sum;
  }

  /** As in {@code 31 ms}, {@code 1.4 s}, {@code 2 min 5 s}, {@code 3 h}; never negative. */
  public static String words(long millis) {
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

  private static String two(long larger, String itsUnit, long smaller, String unit) {
    return larger + " " + itsUnit + (smaller == 0 ? "" : " " + smaller + " " + unit);
  }
}
