package dev.weir;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.alert.Alert;
import dev.weir.event.Malformed;
import dev.weir.event.Origin;
import dev.weir.internal.read.EventReader;
import dev.weir.testkit.ShippedRules;
import dev.weir.testkit.Step;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams of lines, on one lane and on several. */
class DetectorReadTest {

  private static final int LINES = 4_000;

  private final List<String> alerts = new ArrayList<>();
  private final List<String> told = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void unusableLinesAreReportedInOrderWithTheirNumbers(int lanes) throws IOException {
    SplittableRandom random = new SplittableRandom(7);
    List<String> expected = new ArrayList<>();
    List<String> pairs = new ArrayList<>();
    int lastKind = 0;
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    text.writeBytes("\ufeff".getBytes(UTF_8));
    for (int line = 1; line <= LINES; line++) {
      int kind = random.nextInt(9);
      String content =
          switch (kind) {
            case 0 -> "";
            case 1 -> " \t";
            case 2 -> "{broken " + line;
            case 3 -> "[" + line + "]";
            case 4 -> Step.exec("no time", 0).without("@timestamp").line();
            case 5 -> Step.exec("e" + line, 10L * line).of("p" + line).line();
            case 6 -> Step.connection("n" + line, 10L * line + 1).of("p" + (line - 1)).line();
            default -> Step.exec("x" + line, line).with("event.type", "end").line();
          };
      if (content.startsWith("{broken")
          || content.startsWith("[")
          || content.contains("\"no time\"")) {
        expected.add("stream:" + line + " " + content);
      }
      if (lastKind == 5 && kind == 6) {
        pairs.add("e" + (line - 1) + "+n" + line);
      }
      lastKind = kind;
      text.writeBytes(content.getBytes(UTF_8));
      if (line < LINES) {
        text.writeBytes((random.nextBoolean() ? "\r\n" : "\n").getBytes(UTF_8));
      }
    }
    try (Detector detector = detector(lanes)) {
      detector.read(inPieces(text.toByteArray(), random), "stream");
      detector.finish();
    }
    assertThat(told).containsExactlyElementsOf(expected);
    assertThat(expected).hasSizeGreaterThan(LINES / 4);
    assertThat(alerts).containsExactlyInAnyOrderElementsOf(pairs);
    assertThat(pairs).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void aLineThatIsTooLongIsReportedAndAffectsNoOther(int lanes) throws IOException {
    String longest = "x".repeat(EventReader.MAX_LINE + 1);
    String text =
        String.join(
            "\n", Step.exec("e1", 0).line(), longest, "{", Step.connection("n1", 10).line(), "");
    try (Detector detector = detector(lanes)) {
      detector.read(new ByteArrayInputStream(text.getBytes(UTF_8)), "first");
      detector.read(new ByteArrayInputStream("\n}".getBytes(UTF_8)), "second");
      detector.finish();
    }
    assertThat(alerts).containsExactly("e1+n1");
    assertThat(told).hasSize(3);
    assertThat(told.get(0))
        .hasSize("first:2 ".length() + EventReader.MAX_LINE)
        .startsWith("first:2 x");
    assertThat(told.subList(1, 3)).containsExactly("first:3 {", "second:2 }");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void acceptedDocumentsArriveBetweenTheLinesThatAreRead(int lanes) throws IOException {
    List<String> expected = new ArrayList<>();
    try (Detector detector = detector(lanes)) {
      for (int i = 0; i < 500; i++) {
        Step exec = Step.exec("e" + i, i).of("p" + i);
        Step connection = Step.connection("n" + i, i).of("p" + i); // at the same time
        switch (i % 4) {
          case 0 -> {
            read(detector, exec);
            detector.accept(connection.json());
          }
          case 1 -> {
            detector.accept(exec.json());
            read(detector, connection);
          }
          case 2 -> {
            read(detector, connection);
            detector.accept(exec.json());
          }
          default -> read(detector, exec, connection);
        }
        if (i % 4 != 2) {
          expected.add("e" + i + "+n" + i);
        }
      }
      detector.finish();
    }
    assertThat(alerts).containsExactlyInAnyOrderElementsOf(expected);
  }

  private Detector detector(int lanes) {
    return Detector.builder(ShippedRules.get())
        .listener(new Heard())
        .untilTheEnd()
        .maxAlerts(Integer.MAX_VALUE, Duration.ofMinutes(5))
        .lanes(lanes)
        .build();
  }

  private static void read(Detector detector, Step... steps) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (Step step : steps) {
      lines.append(step.line()).append('\n');
    }
    detector.read(new ByteArrayInputStream(lines.toString().getBytes(UTF_8)), "steps");
  }

  private static InputStream inPieces(byte[] bytes, SplittableRandom random) {
    return new ByteArrayInputStream(bytes) {
      @Override
      public int read(byte[] into, int from, int length) {
        int most = random.nextBoolean() ? 5_000 : 500_000;
        return super.read(into, from, Math.min(length, random.nextInt(1, most)));
      }
    };
  }

  private final class Heard implements DetectorListener {
    @Override
    public void onAlert(Alert alert) {
      alerts.add(alert.sequence().get(0).getEventId() + "+" + alert.sequence().get(1).getEventId());
    }

    @Override
    public void onMalformed(Origin place, Malformed fault, byte[] line) {
      told.add(place + " " + new String(line, UTF_8));
    }

    @Override
    public void onIgnored(Origin place, String reason, byte[] document) {
      told.add(place + " " + new String(document, UTF_8));
    }
  }
}
