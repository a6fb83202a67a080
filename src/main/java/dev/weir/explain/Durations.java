package dev.weir.explain;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Spans of time, as rules write them and as people read them. */
final class Durations {

  /** A number and its unit. Of {@code 1m30s} Drools 10.2 reads the first, and leaves the rest. */
  private static final Pattern WRITTEN =
      Pattern.compile("([+-]?\\d{1,15})(ms|[dhms])?(?:\\d+(?:ms|[dhms]))*");

  private Durations() {}

  /** Reads a time as Drools does, as in {@code 1s}, {@code 500ms}, {@code 500}; else null. */
  static @Nullable Long parse(String text) {
    Matcher matcher = WRITTEN.matcher(text.strip());
    if (!matcher.matches()) {
      return null;
    }
    long unit =
        switch (matcher.group(2) == null ? "ms" : matcher.group(2)) {
          case "d" -> 86_400_000;
          case "h" -> 3_600_000;
          case "m" -> 60_000;
          case "s" -> 1_000;
          default -> 1;
        };
    return Long.parseLong(matcher.group(1)) * unit;
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
