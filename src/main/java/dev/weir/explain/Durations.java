package dev.weir.explain;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Spans of time, as rules write them and as people read them. */
final class Durations {

  private static final Pattern WRITTEN =
      Pattern.compile(
          "([+-])?(?:(\\d+)d)?(?:(\\d+)h)?(?:(\\d+)m(?!s))?(?:(\\d+)s)?(?:(\\d+)(?:ms)?)?");

  private static final long[] UNITS = {86_400_000, 3_600_000, 60_000, 1_000, 1};

  private Durations() {}

  /** Reads {@code 1s}, {@code 1m30s}, {@code 500ms}, {@code 500}; null for anything else. */
  static @Nullable Long parse(String text) {
    String written = text.strip();
    Matcher matcher = WRITTEN.matcher(written);
    if (written.isEmpty() || !matcher.matches()) {
      return null;
    }
    long millis = 0;
    for (int i = 0; i < UNITS.length; i++) {
      String count = matcher.group(i + 2);
      if (count != null) {
        millis += Long.parseLong(count) * UNITS[i];
      }
    }
    return "-".equals(matcher.group(1)) ? -millis : millis;
  }

  /** As in {@code 31 ms}, {@code 1.4 s}, {@code 2 min 5 s}, {@code 3 h}; never negative. */
  static String words(long millis) {
    long span = Math.abs(millis);
    if (span < 1_000) {
      return span + " ms";
    }
    if (span < 60_000) {
      String seconds = String.format("%d.%03d", span / 1_000, span % 1_000);
      return seconds.replaceAll("\\.?0+$", "") + " s";
    }
    if (span < 3_600_000) {
      return two(span / 60_000, "min", span % 60_000 / 1_000, "s");
    }
    return two(span / 3_600_000, "h", span % 3_600_000 / 60_000, "min");
  }

  private static String two(long larger, String its, long smaller, String unit) {
    return larger + " " + its + (smaller == 0 ? "" : " " + smaller + " " + unit);
  }
}
