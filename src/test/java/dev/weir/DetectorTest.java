package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.alert.Alert;
import dev.weir.event.Event;
import dev.weir.event.Malformed;
import dev.weir.event.Origin;
import dev.weir.internal.read.EventReader;
import dev.weir.internal.read.Reading;
import dev.weir.testkit.HostileStreams;
import dev.weir.testkit.ShippedRules;
import dev.weir.testkit.Step;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The detector as an embedder uses it. */
class DetectorTest {

  private final Heard heard = new Heard();

  @Test
  void bytesMapsAndFactsAreEquivalentInput() {
    Step exec = Step.exec("e1", 0);
    Step connection = Step.connection("n1", 10);
    EventReader reader = new EventReader();
    Set<List<String>> found = new TreeSet<>((a, b) -> a.toString().compareTo(b.toString()));
    for (int way = 0; way < 3; way++) {
      Heard one = new Heard();
      try (Detector detector = builder(one).untilTheEnd().build()) {
        for (Step step : List.of(connection, exec)) {
          switch (way) {
            case 0 -> detector.accept(step.json());
            case 1 -> detector.accept(step.fields());
            default -> detector.accept(step.fact(reader));
          }
        }
        detector.finish();
        assertThat(detector.stats().events()).isEqualTo(2);
        assertThat(detector.stats().byKind()).isEqualTo(Map.of("network", 1L, "process", 1L));
      }
      found.add(one.pairs());
    }
    assertThat(found).containsExactly(List.of("e1+n1"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void everyKindOfInputGivesTheSameAlerts(int lanes) throws IOException {
    for (long seed = 1; seed <= 5; seed++) {
      List<String> lines = HostileStreams.stream(seed, 400);
      Heard read = new Heard();
      try (Detector detector = builder(read).untilTheEnd().lanes(1).build()) {
        detector.read(stream(String.join("\n", lines)), "stream");
        detector.finish();
      }
      Heard told = new Heard();
      try (Detector detector = builder(told).untilTheEnd().lanes(lanes).build()) {
        EventReader reader = new EventReader();
        for (String line : lines) {
          if (reader.read(line.getBytes(StandardCharsets.UTF_8)) instanceof Reading.Accepted got) {
            got.facts().forEach(detector::accept);
          }
        }
        detector.finish();
      }
      assertThat(told.sorted()).as("seed %d", seed).isEqualTo(read.sorted());
      assertThat(read.alerts).as("seed %d", seed).isNotEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void thePushedClockReleasesEventsThatWaitedForTheLateness(int lanes) {
    Instant now = Instant.parse("2030-01-01T00:00:00Z");
    try (Detector detector = builder(heard).lateness(Duration.ofSeconds(30)).lanes(lanes).build()) {
      detector.advance(now);
      detector.accept(Step.exec("e1", 0).json());
      detector.accept(Step.connection("n1", 10).json());
      detector.advance(now.plusMillis(29_999));
      if (lanes == 1) {
        assertThat(heard.alerts).isEmpty();
      }
      detector.advance(now.plusSeconds(30));
      if (lanes == 1) {
        assertThat(heard.pairs()).containsExactly("e1+n1");
      }
      detector.finish();
      assertThat(heard.pairs()).containsExactly("e1+n1");
    }
  }

  @Test
  void aNewerEventOfTheHostReleasesAnEvent() {
    try (Detector detector = builder(heard).lateness(Duration.ofSeconds(30)).build()) {
      detector.accept(Step.exec("e1", 0).json());
      detector.accept(Step.connection("n1", 10).json());
      detector.accept(Step.connection("other", 90_000).on("h2").json());
      assertThat(heard.alerts).isEmpty();

      detector.accept(Step.connection("n2", 30_011).json());
      assertThat(heard.pairs()).containsExactly("e1+n1");

      detector.accept(Step.exec("late", 5).json());
      assertThat(heard.late).containsExactly("late");
      assertThat(detector.stats().late()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void onlyStrictFindsErrorsInDocumentsThatNoRuleNeeds(int lanes) {
    byte[] broken =
        Step.exec("e1", 0)
            .with("event.type", "end")
            .with("x", Map.of("y", "z"))
            .line()
            .replace("{\"y\":\"z\"}", "{\"y\" \"z\",,}")
            .getBytes(StandardCharsets.UTF_8);
    byte[] wanted =
        new String(broken, StandardCharsets.UTF_8)
            .replace("\"end\"", "\"start\"")
            .getBytes(StandardCharsets.UTF_8);
    try (Detector detector = builder(heard).untilTheEnd().lanes(lanes).build()) {
      detector.accept(broken);
      detector.accept(wanted);
      detector.finish();
      assertThat(detector.stats().events()).isEqualTo(1);
      assertThat(detector.stats().malformed()).containsExactly(Map.entry("not JSON", 1L));
      assertThat(heard.malformed).hasSize(1);
    }
    try (Detector detector = builder(new Heard()).untilTheEnd().lanes(lanes).strict().build()) {
      detector.accept(broken);
      detector.accept(wanted);
      detector.finish();
      assertThat(detector.stats().events()).isZero();
      assertThat(detector.stats().malformed()).containsExactly(Map.entry("not JSON", 2L));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void theOriginOfADocumentComesBackWithItsFault(int lanes) {
    byte[] bytes = "{broken}{}  ".getBytes(StandardCharsets.UTF_8);
    try (Detector detector = builder(heard).lanes(lanes).build()) {
      detector.accept(bytes, 0, 8, new Origin("here", -7));
      detector.accept(bytes, 8, 2, new Origin("there", Long.MAX_VALUE));
      detector.accept(bytes, 10, 2, new Origin("a blank one", 0));
      detector.flush();

      assertThat(heard.malformed).containsExactly("here:-7");
      assertThat(heard.ignored).containsExactly("there:" + Long.MAX_VALUE);
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> detector.accept(bytes, 10, 3, new Origin("outside", 1)));
    }
  }

  @Test
  void everyDocumentIsCountedByItsOutcome() throws IOException {
    try (Detector detector = builder(heard).untilTheEnd().build()) {
      detector.read(
          stream(
              String.join(
                  "\n",
                  Step.exec("e1", 0).line(),
                  "",
                  "  \t",
                  "{not json",
                  "[1]",
                  Step.connection("n1", 10).line(),
                  Step.exec("both", 20)
                      .with("event.category", List.of("process", "network"))
                      .line(),
                  Step.exec("file", 20).with("event.category", "file").line(),
                  Step.exec("no time", 0).without("@timestamp").line(),
                  Step.exec("hosts", 0).with("host.id", List.of("a", "b")).line(),
                  Step.exec("parents", 0)
                      .of("x")
                      .with("process.parent.entity_id", List.of("a", "b"))
                      .line(),
                  Step.exec("agent", 90).with("process.working_directory", "/opt/rapid7").line())),
          "my.ndjson");
      detector.finish();
      Stats stats = detector.stats();

      assertThat(stats.events()).isEqualTo(6);
      assertThat(stats.byKind()).isEqualTo(Map.of("process", 4L, "network", 2L, "other", 1L));
      assertThat(stats.malformed()).isEqualTo(Map.of("not JSON", 1L, "not one JSON object", 1L));
      assertThat(stats.ignored())
          .isEqualTo(
              Map.of(
                  "has no usable @timestamp", 1L,
                  "has several values in host.id", 1L,
                  "has several values in process.parent.entity_id", 1L));
      assertThat(stats.alerts()).isEqualTo(1);
      assertThat(stats.excluded())
          .isEqualTo(
              Map.of(
                  "Known agents by executable", 0L,
                  "Known agents by parent executable", 0L,
                  "Known agents by working directory", 1L));
      assertThat(stats.ruleFaults()).isEmpty();
      assertThat(heard.malformed).containsExactly("my.ndjson:4", "my.ndjson:5");
      assertThat(heard.ignored).containsExactly("my.ndjson:9", "my.ndjson:10", "my.ndjson:11");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void aListenersExceptionIsThrownByACallThatFeeds(int lanes) {
    DetectorListener full =
        alert -> {
          throw new IllegalStateException("the disk is full");
        };
    try (Detector detector =
        Detector.builder(ShippedRules.get()).listener(full).untilTheEnd().lanes(lanes).build()) {
      detector.accept(Step.exec("e1", 0).json());
      detector.accept(Step.connection("n1", 10).json());
      assertThatThrownBy(detector::finish).hasStackTraceContaining("the disk is full");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aListenersExceptionOnABadDocumentLosesNoEvent(int lanes) {
    Choking choking = new Choking();
    Step several =
        Step.exec("e1", 0).with("process.entry_leader.entity_id", List.of("leader", "another"));
    List<String> lines =
        List.of("{broken", several.line(), Step.connection("n1", 10).line(), "[]", Step.START + "");
    try (Detector detector = builder(choking).untilTheEnd().lanes(lanes).build()) {
      for (String line : lines) {
        chokes(() -> detector.accept(line.getBytes(StandardCharsets.UTF_8)));
      }
      boolean atTheEnd = chokes(detector::finish);

      assertThat(atTheEnd).isEqualTo(lanes > 1);
      assertThat(choking.pairs()).containsExactly("e1+n1");
      assertThat(detector.stats().events()).isEqualTo(2);
      assertThat(choking.malformed).hasSize(3);
      assertThat(choking.ignored).hasSize(1);
    }
  }

  @Test
  void aRollUpCountsTheAlertsOverTheCap() {
    List<Long> suppressed = new ArrayList<>();
    DetectorListener listener =
        new DetectorListener() {
          @Override
          public void onAlert(Alert alert) {
            heard.onAlert(alert);
          }

          @Override
          public void onRollUp(dev.weir.alert.RollUp rollUp) {
            suppressed.add(rollUp.suppressed());
          }
        };
    try (Detector detector =
        Detector.builder(ShippedRules.get())
            .listener(listener)
            .untilTheEnd()
            .maxAlerts(2, Duration.ofMinutes(5))
            .build()) {
      for (int i = 0; i < 5; i++) {
        detector.accept(Step.exec("e" + i, 10 * i).json());
        detector.accept(Step.connection("n" + i, 10 * i + 1).json());
      }
      detector.finish();
      assertThat(heard.pairs()).containsExactly("e0+n0", "e1+n1");
      assertThat(suppressed).containsExactly(3L);
      assertThat(detector.stats().suppressed()).isEqualTo(3);
    }
  }

  @Test
  void invalidSettingsAreRejected() {
    Detector.Builder builder = Detector.builder(ShippedRules.get());

    assertThatIllegalArgumentException().isThrownBy(() -> builder.lanes(0));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.maxHosts(0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.maxAlerts(0, Duration.ofMinutes(5)));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.maxAlerts(1, Duration.ZERO));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.lateness(Duration.ofMillis(-1)))
        .withMessageContaining("negative");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void closingTwiceHasNoEffect(int lanes) {
    Detector detector = builder(heard).lanes(lanes).build();
    detector.accept(Step.exec("e1", 0).json());
    detector.finish();
    detector.close();
    detector.close();

    assertThat(detector.stats().events()).isEqualTo(1);
  }

  private static boolean chokes(Runnable call) {
    try {
      call.run();
      return false;
    } catch (IllegalStateException e) {
      assertThat(e).hasMessage("the disk is full");
      return true;
    }
  }

  private static Detector.Builder builder(DetectorListener heard) {
    return Detector.builder(ShippedRules.get()).listener(heard);
  }

  private static ByteArrayInputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private static class Heard implements DetectorListener {
    final List<Alert> alerts = new ArrayList<>();
    final List<String> late = new ArrayList<>();
    final List<String> malformed = new ArrayList<>();
    final List<String> ignored = new ArrayList<>();

    @Override
    public void onAlert(Alert alert) {
      alerts.add(alert);
    }

    @Override
    public void onLate(Event event) {
      late.add(event.getEventId().toString());
    }

    @Override
    public void onMalformed(Origin place, Malformed fault, byte[] line) {
      malformed.add(place.toString());
    }

    @Override
    public void onIgnored(Origin place, String reason, byte[] document) {
      ignored.add(place.toString());
    }

    List<String> pairs() {
      return alerts.stream()
          .map(one -> one.sequence().get(0).getEventId() + "+" + one.sequence().get(1).getEventId())
          .toList();
    }

    List<String> sorted() {
      return pairs().stream().sorted().toList();
    }
  }

  /** Records malformed and ignored documents, and throws each time. */
  private static final class Choking extends Heard {
    @Override
    public void onMalformed(Origin place, Malformed fault, byte[] line) {
      super.onMalformed(place, fault, line);
      throw new IllegalStateException("the disk is full");
    }

    @Override
    public void onIgnored(Origin place, String reason, byte[] document) {
      super.onIgnored(place, reason, document);
      throw new IllegalStateException("the disk is full");
    }
  }
}
