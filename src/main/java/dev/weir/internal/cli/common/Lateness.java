package dev.weir.internal.cli.common;

import dev.weir.internal.text.Durations;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How long to wait for late events; a null bound means until the end of the input. */
public record Lateness(@Nullable Duration bound) {

  public static final Lateness UNTIL_THE_END = new Lateness(null);

  /** Parses a duration or {@code end}. */
  public static final class Converter implements ITypeConverter<Lateness> {
    @Override
    public Lateness convert(String text) {
      if (text.equals("end")) {
        return UNTIL_THE_END;
      }
      Duration time = Durations.parse(text);
      if (time == null) {
        throw new TypeConversionException(
            "'" + text + "' is not a duration; write 500ms, 30s, 5m, 1h, 2d, 0 or end");
      }
      return new Lateness(time);
    }
  }
}
