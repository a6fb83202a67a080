package dev.weir.baseline;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Spans of time as rules write them: 90s, 15m, 12h, 7d. */
final class Spans {

  private static final Pattern SPAN = Pattern.compile("(\\d{1,9})([smhd])");

  private Spans() {}

  static long millis(String span) {
    Matcher matcher = SPAN.matcher(span);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("no span, as 90s, 15m, 12h and 7d are: " + span);
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "s" -> Duration.ofSeconds(number).toMillis();
      case "m" -> Duration.ofMinutes(number).toMillis();
      case "h" -> Duration.ofHours(number).toMillis();
      default -> Duration.ofDays(number).toMillis();
    };
  }
}
