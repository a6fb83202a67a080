package dev.weir.internal.cli.common;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * How late an event may come.
 *
 * @param bound the bound; null for the end of the input
 */
public record Lateness(@Nullable Duration bound) {

  public static final Lateness UNTIL_THE_END = new Lateness(null);

  private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

  /** Reads {@code 500ms}, {@code 30s}, {@code 5m}, {@code 1h}, {@code 0} and {@code end}. */
  public static final class Converter implements ITypeConverter<Lateness> {
    @Override
    public Lateness convert(String text) {
      if (text.equals("end")) {
        return UNTIL_THE_END;
      }
      if (text.equals("0")) {
        return new Lateness(Duration.ZERO);
      }
      Duration time = time(text);
      if (time == null) {
        throw new TypeConversionException(
            "'" + text + "' is no lateness: write 500ms, 30s, 5m, 1h, 2d, 0 or end");
      }
      return new Lateness(time);
    }
  }

  /**
   * Reads {@code 500ms}, {@code 30s}, {@code 5m}, {@code 1h} and {@code 2d}; null if it is none.
   */
  public static @Nullable Duration time(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    long count = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(count);
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      case "h" -> Duration.ofHours(count);
      default -> Duration.ofDays(count);
    };
  }
}
