package dev.weir.internal.cli.detect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.internal.cli.Main;
import dev.weir.testkit.CloudPack;
import dev.weir.testkit.StandardError;
import dev.weir.testkit.Step;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** State that {@code weir detect} carries from one alert or one run to the next. */
@ResourceLock(Resources.SYSTEM_ERR)
class DetectOverTimeTest {

  private static final long DAY = Duration.ofDays(1).toMillis();

  @RegisterExtension private final StandardError err = new StandardError();

  @TempDir private Path folder;

  @Test
  void alertsOfOneHostAreOneIncident() throws IOException {
    String theft =
        lines(
            Step.exec("e1", 0)
                .with("process.entity_id", "x1")
                .with("process.command_line", "curl 169.254.169.254/iam/security-credentials/r"),
            Step.connection("n1", 30).with("process.entity_id", "x1").with("process.name", "curl"));

    assertThat(detect(theft)).hasSize(3);
    List<String> rolledUp = detect("--incidents", "5m", theft);
    assertThat(rolledUp).hasSize(1);
    assertThat(rolledUp.get(0))
        .contains("\"id\":\"weir-incident\"", "\"name\":\"Incident\"", "\"severity\":\"critical\"")
        .contains("3 alerts of host h1, score 100: Cloud credentials asked of a metadata service;")
        .contains("\"alerts\":[{\"@timestamp\":", "\"guide\":\"# Credentials were asked for");
    assertThat(detect("--incidents", "5m", "--format", "text", theft))
        .filteredOn(line -> line.startsWith("  alert"))
        .hasSize(3);
  }

  @Test
  void theBaselineIsKnownToTheNextRun() throws IOException {
    String baseline = folder.resolve("baseline").toString();
    String week = lines(asks("n1", 0, "known"), asks("n2", 6 * DAY, "known"));
    String next = lines(asks("n3", 8 * DAY, "known"), asks("n4", 8 * DAY + 1, "new"));

    assertThat(detect("--format", "pairs", next)).isEmpty(); // all is still to be learned
    assertThat(detect("--baseline", baseline, "--format", "pairs", week)).isEmpty();
    assertThat(detect("--baseline", baseline, "--format", "pairs", next)).containsExactly("n4");
    assertThat(detect("--baseline", baseline, "--format", "pairs", next)).isEmpty();
    assertThat(Files.readString(Path.of(baseline))).startsWith("weir-baseline 1\n").contains("new");
  }

  @Test
  void aFileThatIsNotABaselineIsNotOverwritten() throws IOException {
    Path notes = Files.writeString(folder.resolve("notes.txt"), "milk, bread\n");

    assertThat(run("--baseline", notes.toString(), lines(asks("n1", 0, "x")))).isEqualTo(4);
    assertThat(err.toString()).contains(notes + " is not a baseline");
    assertThat(Files.readString(notes)).isEqualTo("milk, bread\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "end", "soon"})
  void anIncidentTakesATime(String time) throws IOException {
    assertThat(run("--incidents", time, lines(asks("n1", 0, "x")))).isEqualTo(2);
  }

  private static Step asks(String id, long millis, String program) {
    return Step.connection(id, millis)
        .with("process.entity_id", id)
        .with("process.executable", "/usr/bin/" + program);
  }

  private String lines(Step... steps) throws IOException {
    Path file = Files.createTempFile(folder, "events", ".ndjson");
    String text = Stream.of(steps).map(Step::line).collect(Collectors.joining("\n"));
    return Files.writeString(file, text).toString();
  }

  /** The lines of its output. */
  private List<String> detect(String... args) throws IOException {
    assertThat(run(args)).as(err::toString).isZero();
    return Files.readAllLines(folder.resolve("out"));
  }

  private int run(String... args) {
    List<String> all = new ArrayList<>(List.of("detect", "--rules", CloudPack.FOLDER.toString()));
    all.addAll(List.of("--output", folder.resolve("out").toString()));
    all.addAll(Arrays.asList(args));
    PrintWriter nowhere = new PrintWriter(new StringWriter());
    return Main.commandLine().setOut(nowhere).execute(all.toArray(String[]::new));
  }
}
