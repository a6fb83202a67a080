package dev.weir.internal.cli.detect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.Detector;
import dev.weir.internal.cli.common.Console;
import dev.weir.internal.watch.HungException;
import dev.weir.testkit.Pairs;
import dev.weir.testkit.ShippedRules;
import dev.weir.testkit.Step;
import dev.weir.testkit.WeirProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code weir detect -} and the clocks of hosts and of the machine. */
@Timeout(120)
class DetectClockTest {

  private volatile Instant now = Step.START.plusSeconds(10);
  private final AtomicInteger asked = new AtomicInteger();

  @Test
  void oneEventFromFarAheadHidesNoAttack() throws IOException {
    try (WeirProcess weir =
        new WeirProcess("detect", "-", "--no-reload", "--lateness", "5s", "--format", "pairs")) {
      weir.write(Step.exec("wrong", Duration.ofDays(27_000).toMillis()).line() + "\n");
      for (int i = 0; i < 3; i++) {
        weir.write(Step.exec("e" + i, i * 100).line() + "\n");
        weir.write(Step.connection("n" + i, i * 100 + 10).line() + "\n");
      }
      assertThat(weir.awaitTold("host h1")).contains("its clock is ahead", "2098-");
      assertThat(weir.finish()).containsExactly("e0\tn0", "e1\tn1", "e2\tn2");
    }
  }

  @Test
  void aMachineThatSleptLetsGoOfNothingThatWaits() throws Exception {
    InputStream standardInput = System.in;
    Pairs found = new Pairs();
    PipedOutputStream events = new PipedOutputStream();
    System.setIn(new PipedInputStream(events));
    try (Detector detector =
        Detector.builder(ShippedRules.get())
            .lateness(Duration.ofSeconds(600))
            .listener(found)
            .build()) {
      Console console = new Console(new PrintWriter(Writer.nullWriter()), false, true);
      DetectRun run =
          new DetectRun(
              detector,
              List.of(),
              null,
              null,
              console,
              new InputForms(),
              0,
              true,
              (read, took) -> "",
              this::time);
      CompletableFuture<Integer> code = CompletableFuture.supplyAsync(() -> over(run));
      events.write((Step.connection("n", 10).line() + "\n").getBytes(UTF_8));
      events.flush();
      await().until(() -> detector.stats().events() == 1);
      now = now.plus(Duration.ofHours(8));
      int before = asked.get();
      await().until(() -> asked.get() >= before + 2);
      events.write((Step.exec("e", 0).line() + "\n").getBytes(UTF_8));
      events.close();

      assertThat(code.get(1, TimeUnit.MINUTES)).isZero();
      assertThat(found.asLists()).containsExactly(List.of("e", "n"));
      assertThat(found.hostFaults()).isEmpty();
    } finally {
      System.setIn(standardInput);
    }
  }

  private Instant time() {
    asked.incrementAndGet();
    return now;
  }

  private static int over(DetectRun run) {
    try {
      return run.over(List.of("-"), false, Duration.ofMinutes(1));
    } catch (HungException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
