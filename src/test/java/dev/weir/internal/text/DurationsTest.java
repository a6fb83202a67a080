package dev.weir.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

  @ParameterizedTest
  @CsvSource({
    "0, PT0S",
    "500ms, PT0.5S",
    "30s, PT30S",
    "5m, PT5M",
    "1h, PT1H",
    "7d, PT168H",
    "1m30s, PT1M30S",
    "999999999d, PT23999999976H"
  })
  void readsUnitsAndSums(String text, Duration expected) {
    assertThat(Durations.parse(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "5", "m", "5 m", "-5m", "5M", "5min", "1.5h", "5m5", "1234567890s", "٣s"})
  void refusesAnythingElse(String text) {
    assertThat(Durations.parse(text)).isNull();
  }

  @ParameterizedTest
  @CsvSource({"31, 31 ms", "-31, 31 ms", "1400, 1.4 s", "125000, 2 min 5 s", "10800000, 3 h"})
  void writesWords(long millis, String expected) {
    assertThat(Durations.words(millis)).isEqualTo(expected);
  }
}
