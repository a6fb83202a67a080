package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The clock of the machine, without its jumps. */
class PushedClockTest {

  @ParameterizedTest
  @CsvSource({
    "it goes on,          1000,  1000",
    "it stands still,        0,     0",
    "it is set back,     -5000,     0",
    "as far as believed, 10000, 10000",
    "it is set right, 86400000, 10000"
  })
  void movesForwardByAtMostTenSeconds(String what, long by, long pushed) {
    PushedClock clock = new PushedClock(50_000);

    assertThat(clock.tick(50_000 + by).toEpochMilli()).as(what).isEqualTo(50_000 + pushed);
    assertThat(clock.tick(50_000 + by + 1).toEpochMilli()).isEqualTo(50_000 + pushed + 1);
  }
}
