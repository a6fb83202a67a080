package dev.weir.internal.read;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.chrono.IsoChronology;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import org.jspecify.annotations.Nullable;

/**
 * Parses dates like Elasticsearch's default format ({@code
 * strict_date_optional_time||epoch_millis}), truncated to milliseconds.
 */
final class Timestamps {

  private static final DateTimeFormatter DATE_OPTIONAL_TIME =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .optionalStart()
          .appendLiteral('T')
          .appendValue(ChronoField.HOUR_OF_DAY, 2)
          .optionalStart()
          .appendLiteral(':')
          .appendValue(ChronoField.MINUTE_OF_HOUR, 2)
          .optionalStart()
          .appendLiteral(':')
          .appendValue(ChronoField.SECOND_OF_MINUTE, 2)
          .optionalStart()
          .appendFraction(ChronoField.NANO_OF_SECOND, 1, 9, true)
          .optionalEnd()
          .optionalEnd()
          .optionalEnd()
          .optionalStart()
          .appendOffset("+HH:MM", "Z")
          .optionalEnd()
          .optionalStart()
          .appendOffset("+HHMM", "Z")
          .optionalEnd()
          .optionalStart()
          .appendOffset("+HH", "Z")
          .optionalEnd()
          .optionalEnd()
          .toFormatter()
          .withResolverStyle(ResolverStyle.STRICT)
          .withChronology(IsoChronology.INSTANCE);

  /** Times past this, in either direction, are rejected, so that differences cannot overflow. */
  private static final long FARTHEST = Long.MAX_VALUE / 4;

  /** The result for text that is not in the usual form. */
  static final long UNUSUAL = Long.MIN_VALUE;

  private Timestamps() {}

  /** Milliseconds since 1970; null if the text is no date. */
  static @Nullable Long parse(String text) {
    if (isWholeNumber(text)) {
      try {
        return unlessTooFar(Long.parseLong(text));
      } catch (NumberFormatException e) {
        return null;
      }
    }
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    long usual = utc(bytes, 0, bytes.length);
    return usual == UNUSUAL ? lenient(text) : Long.valueOf(usual);
  }

  private static boolean isWholeNumber(String text) {
    int start = text.startsWith("-") ? 1 : 0;
    for (int i = start; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return text.length() > start;
  }

  /**
   * Parses {@code 2025-01-27T10:00:00[.f{1,9}]Z}, the form that agents write, without a formatter;
   * {@link #UNUSUAL} for anything else.
   */
  static long utc(byte[] text, int from, int to) {
    int length = to - from;
    boolean shaped =
        length >= 20
            && length <= 30
            && text[from + 4] == '-'
            && text[from + 7] == '-'
            && text[from + 10] == 'T'
            && text[from + 13] == ':'
            && text[from + 16] == ':'
            && text[to - 1] == 'Z';
    if (!shaped) {
      return UNUSUAL;
    }
    int year = digits(text, from, from + 4);
    int month = digits(text, from + 5, from + 7);
    int day = digits(text, from + 8, from + 10);
    int hour = digits(text, from + 11, from + 13);
    int minute = digits(text, from + 14, from + 16);
    int second = digits(text, from + 17, from + 19);
    boolean ranged =
        year >= 0
            && month >= 1
            && month <= 12
            && day >= 1
            && hour >= 0
            && hour <= 23
            && minute >= 0
            && minute <= 59
            && second >= 0
            && second <= 59;
    int end = to - 1;
    int point = from + 19;
    boolean fraction =
        end == point
            || (text[point] == '.' && end > point + 1 && digits(text, point + 1, end) >= 0);
    if (!ranged || !fraction || day > LocalDate.of(year, month, 1).lengthOfMonth()) {
      return UNUSUAL;
    }
    int millis = 0;
    for (int at = point + 1; at < point + 4; at++) {
      millis = millis * 10 + (at < end ? text[at] - '0' : 0);
    }
    long seconds = LocalDate.of(year, month, day).toEpochDay() * 86_400L;
    return (seconds + hour * 3600L + minute * 60L + second) * 1000 + millis;
  }

  /** The number in a range of at most nine digits; -1 if there is anything else. */
  private static int digits(byte[] text, int from, int to) {
    int number = 0;
    for (int i = from; i < to; i++) {
      int digit = text[i] - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return number;
  }

  private static @Nullable Long lenient(String text) {
    try {
      TemporalAccessor parsed = DATE_OPTIONAL_TIME.parse(text);
      LocalTime time = parsed.query(TemporalQueries.localTime());
      ZoneOffset zone = parsed.query(TemporalQueries.offset());
      return unlessTooFar(
          LocalDate.from(parsed)
              .atTime(time == null ? LocalTime.MIDNIGHT : time)
              .toInstant(zone == null ? ZoneOffset.UTC : zone)
              .toEpochMilli());
    } catch (DateTimeException | ArithmeticException e) {
      return null;
    }
  }

  private static @Nullable Long unlessTooFar(long millis) {
    return millis > FARTHEST || millis < -FARTHEST ? null : millis;
  }
}
