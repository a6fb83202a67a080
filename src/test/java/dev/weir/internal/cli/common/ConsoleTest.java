package dev.weir.internal.cli.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Progress on a terminal: none for what is quick, one line for what is not. */
class ConsoleTest {

  private final StringWriter err = new StringWriter();
  private long now = 17;

  @Test
  void progressIsShownAfterASecondAndTakenAway() {
    Console console = console(true, false);

    console.progress("checking, 1 %");
    now += Duration.ofMillis(900).toNanos();
    console.progress("checking, 2 %");
    assertThat(err.toString()).isEmpty();

    now += Duration.ofMillis(200).toNanos();
    console.progress("checking, 3 %");
    now += Duration.ofMillis(50).toNanos();
    console.progress("checking, 4 %");
    assertThat(err.toString()).isEqualTo("\r\u001b[Kchecking, 3 %");

    now += Duration.ofMillis(100).toNanos();
    console.progress("checking, 5 %");
    console.clear();
    console.clear();
    assertThat(err.toString()).endsWith("checking, 5 %\r\u001b[K").doesNotContain("4 %");
  }

  @Test
  void elsewhereThereIsNone() {
    for (boolean terminal : new boolean[] {false, true}) {
      Console console = console(terminal, terminal);
      now += Duration.ofSeconds(5).toNanos();
      console.progress("checking, 5 %");
      console.clear();
    }
    assertThat(err.toString()).isEmpty();
  }

  private Console console(boolean terminal, boolean quiet) {
    return new Console(new PrintWriter(err), terminal, quiet, () -> now);
  }
}
