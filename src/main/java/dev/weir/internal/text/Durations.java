package dev.weir.internal.text;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Durations as people write and read them. */
public final class Durations {

  private static final Map<String, ChronoUnit> UNITS =
      Map.of(
          "ms", ChronoUnit.MILLIS,
          "s", ChronoUnit.SECONDS,
          "m", ChronoUnit.MINUTES,
          "h", ChronoUnit.HOURS,
          "d", ChronoUnit.DAYS);

  private static final Pattern PART = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

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
    Matcher part = PART.matcher(text);
    for (int at = 0; at < text.length(); at = part.end()) {
      if (!part.region(at, text.length()).lookingAt()) {
        return null;
      }
      ChronoUnit unit = Objects.requireNonNull(UNITS.get(part.group(2)));
      sum = sum.plus(Long.parseLong(part.group(1)), unit);
    }
    return text.isEmpty() ? null : sum;
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
