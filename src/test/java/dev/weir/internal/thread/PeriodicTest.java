package dev.weir.internal.thread;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // some resources only have to be closed
class PeriodicTest {

  /** A scheduler drops a task that throws, which once ended hot reload in silence. */
  @Test
  void aTaskThatThrowsAnythingRunsAgainAndIsReported() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    BlockingQueue<String> outcomes = new LinkedBlockingQueue<>();
    Periodic.Task task =
        () -> {
          switch (runs.incrementAndGet()) {
            case 1 -> throw new IllegalStateException("first");
            case 2 -> throw new StackOverflowError("second");
            default -> {}
          }
        };
    try (Periodic periodic =
        Periodic.start(
            "weir-test",
            Duration.ofMillis(1),
            task,
            failure -> {
              outcomes.add(Objects.toString(failure == null ? "works" : failure.getMessage()));
              throw new IllegalStateException("a reporter that fails");
            })) {
      for (String expected : new String[] {"first", "second", "works", "works"}) {
        assertThat(outcomes.poll(1, TimeUnit.MINUTES)).isEqualTo(expected);
      }
    }
  }
}
