package dev.weir.internal.cli.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.Detector;
import dev.weir.internal.cli.common.Console;
import dev.weir.internal.cli.common.OutputFile;
import dev.weir.testkit.ShippedRules;
import dev.weir.testkit.Step;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of events that memory does not suffice to sort. */
class DetectOutputTest {

  /** The newer one is decided at once, because nothing may wait. */
  private static final List<Step> BACKWARDS =
      List.of(Step.exec("newer", 10_000), Step.exec("older", 0));

  @TempDir private Path folder;
  private final StringWriter said = new StringWriter();

  @Test
  void eventsThatCannotBeSortedStopTheRun() throws Exception {
    try (Detector detector = detector(output(true))) {
      assertThatThrownBy(
              () -> {
                BACKWARDS.forEach(step -> detector.accept(step.json()));
                detector.finish();
              })
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageStartingWith("event older cannot be sorted: memory was full")
          .hasMessageContaining("--lateness=5m");
    }
  }

  @Test
  void eventsThatNeedNotBeSortedAreLate() throws Exception {
    DetectOutput output = output(false);
    try (Detector detector = detector(output)) {
      BACKWARDS.forEach(step -> detector.accept(step.json()));
      detector.finish();
    }
    for (OutputFile file : output.files()) {
      file.flush();
    }

    assertThat(said.toString()).contains("event older arrived too late and is rejected");
    assertThat(Files.readString(folder.resolve("late"))).contains("\"older\"");
  }

  private static Detector detector(DetectOutput output) {
    return Detector.builder(ShippedRules.get())
        .untilTheEnd()
        .maxWaitingBytes(1)
        .listener(output)
        .build();
  }

  private DetectOutput output(boolean sorted) throws IOException {
    return new DetectOutput(
        AlertFormat.PAIRS,
        new AlertCard(false, AlertCard.width(false, Map.of()), null, List.of()),
        OutputFile.open(folder.resolve("alerts")),
        OutputFile.optional(null),
        OutputFile.optional(null),
        OutputFile.optional(folder.resolve("late")),
        sorted,
        new Console(new PrintWriter(said, true), false, false));
  }
}
