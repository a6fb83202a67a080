package dev.weir.testkit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WeirProcessTest {

  @Test
  void waitingForWordsHasABoundAndSaysWhatWasPrinted() throws Exception {
    // it waits for standard input, and prints nothing more
    try (WeirProcess weir = new WeirProcess("detect", "--format=pairs")) {
      assertThatThrownBy(() -> weir.awaitTold("these words", Duration.ofMillis(100)))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("it did not say these words within 0 s");
    }
  }
}
