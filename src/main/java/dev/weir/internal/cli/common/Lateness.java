package dev.weir.internal.cli.common;

import dev.weir.internal.text.Durations;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.TypeConversionException;

/** How long to wait for late events; a null bound means until the end of the input. */
public record Lateness(@Nullable Duration bound) {

  public static final Lateness UNTIL_THE_END = new Lateness(null);

  /** Parses a duration or {@code end}. */
  public static Lateness parse(String text) {
    return text.equals("end") ? UNTIL_THE_END : new Lateness(duration(text));
  }

  /** Parses an option that is a duration. */
  public static Duration duration(String text) {
    Duration time = Durations.parse(text);
    if (time == null) {
      throw new TypeConversionException(
          "'" + text + "' is not a duration such as 500ms, 30s, 5m, 1h, 2d or 0");
    }
    return time;
  }
}
