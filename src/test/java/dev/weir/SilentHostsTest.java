package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.alert.Alert;
import dev.weir.event.Suspect;
import dev.weir.testkit.ShippedRules;
import dev.weir.testkit.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What stays of hosts that never send again. Found: 44,301 suspects of forged hosts after 21
 * minutes, which every commit looked at, so that it took seconds.
 */
class SilentHostsTest {

  private static final Duration LATENESS = Duration.ofSeconds(2);
  private static final Duration MAX_AHEAD = Duration.ofMinutes(5);

  /** The span of the rule, lateness and allowance, and the second between two pushes. */
  private static final Duration SILENCE = LATENESS.plus(MAX_AHEAD).plusSeconds(3);

  /** Of which a 32nd is for silent hosts: some 25 suspects. */
  private static final long MEMORY = 32 * 100_000;

  private final List<Alert> alerts = new ArrayList<>();
  private final List<String> evicted = new ArrayList<>();
  private Instant now = Step.START;

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void suspectsOfForgedHostsAreBounded(int lanes) {
    try (Detector detector = open(lanes, LATENESS, MEMORY)) {
      detector.advance(now);
      forge(detector, 500);
      pass(detector, SILENCE.minusSeconds(10));
      assertThat(detector.stats().liveSuspects()).as("something could still come").isEqualTo(500);
      pass(detector, Duration.ofSeconds(20));
      assertThat(detector.stats().liveSuspects()).isBetween(10L, 60L);
      assertThat(evicted).hasSize(500 - (int) detector.stats().liveSuspects());
      assertThat(detector.stats().evictedSuspects()).isEqualTo(evicted.size());
      assertThat(alerts).as("they sent nothing that is not watched").isEmpty();
    }
  }

  @Test
  void aHostThatIsStillHeardKeepsItsSuspectBesideThem() {
    try (Detector detector = open(1, LATENESS, MEMORY)) {
      detector.advance(now);
      detector.accept(Step.exec("slow", 0).on("slow").json()); // its clock hardly goes on
      forge(detector, 500);
      for (int minute = 0; minute < 20; minute++) {
        pass(detector, Duration.ofMinutes(1));
        detector.accept(Step.exec("e" + minute, 1).with("process.name", "ls").on("slow").json());
      }
      assertThat(evicted).hasSizeGreaterThan(400).doesNotContain("slow");
      detector.accept(Step.connection("n", 900).on("slow").json());
      detector.finish();
      assertThat(alerts).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT2S"})
  void aSourceThatIsInterruptedForHoursLosesNoAlert(String lateness) {
    try (Detector detector = open(1, Duration.parse(lateness), MEMORY)) {
      detector.advance(now);
      for (int i = 0; i < 20; i++) {
        detector.accept(Step.exec("e" + i, i).on("h" + i).json());
      }
      pass(detector, Duration.ofHours(3));
      for (int i = 0; i < 20; i++) {
        detector.accept(Step.connection("n" + i, i + 1_000).on("h" + i).json());
      }
      detector.finish();
      assertThat(alerts).hasSize(20);
      assertThat(evicted).isEmpty();
    }
  }

  @Test
  void aHostThatIsHeardAgainIsSilentNoMore() {
    try (Detector detector = open(1, LATENESS, MEMORY)) {
      detector.advance(now);
      detector.accept(Step.exec("back", 0).on("back").json());
      pass(detector, Duration.ofHours(1));
      detector.accept(Step.exec("e", 1).with("process.name", "ls").on("back").json());
      forge(detector, 500);
      pass(detector, SILENCE.minusSeconds(60));
      detector.accept(Step.exec("f", 1).with("process.name", "ls").on("back").json());
      pass(detector, Duration.ofMinutes(2));
      assertThat(evicted).hasSizeGreaterThan(400).doesNotContain("back");
      detector.accept(Step.connection("n", 900).on("back").json());
      detector.finish();
      assertThat(alerts).hasSize(1);
    }
  }

  @Test
  void aReplayWithoutAClockForgetsNobody() {
    try (Detector detector = open(1, LATENESS, MEMORY)) {
      forge(detector, 500);
      detector.accept(Step.exec("last", Duration.ofDays(1).toMillis()).on("last").json());
      for (int i = 0; i < 500; i++) {
        detector.accept(Step.connection("n" + i, 900).on("forged-" + i).json());
      }
      detector.finish();
      assertThat(alerts).hasSize(500);
    }
  }

  /** A host that is forgotten only because there are too many has been silent for a moment. */
  @Test
  void tooManyHostsAtOnceEvictNoSuspectBeforeItsTime() {
    try (Detector detector = open(1, LATENESS, MEMORY)) {
      detector.advance(now);
      detector.accept(Step.exec("e", 0).on("good").json());
      pass(detector, Duration.ofSeconds(5));
      forge(detector, 500); // with room for 100
      pass(detector, Duration.ofSeconds(5));
      detector.accept(Step.connection("n", 900).on("good").json());
      pass(detector, Duration.ofSeconds(5));
      assertThat(alerts).extracting(alert -> alert.sequence().get(0).hostKey()).contains("good");
      assertThat(evicted).isEmpty();
      pass(detector, SILENCE.plusSeconds(5));
      assertThat(evicted).as("but after it").hasSizeGreaterThan(400);
    }
  }

  private void forge(Detector detector, int hosts) {
    for (int i = 0; i < hosts; i++) {
      long millis = Duration.between(Step.START, now).toMillis();
      Step exec = Step.exec("forged-" + i, millis).on("forged-" + i);
      detector.accept(exec.json());
    }
  }

  private void pass(Detector detector, Duration time) {
    for (Instant end = now.plus(time); now.isBefore(end); ) {
      now = now.plusSeconds(1);
      detector.advance(now);
    }
    assertThat(detector.pending()).isNotNull(); // waits for the lanes
  }

  private Detector open(int lanes, Duration lateness, long bytes) {
    return Detector.builder(ShippedRules.get())
        .lanes(lanes)
        .lateness(lateness)
        .maxAhead(MAX_AHEAD)
        .maxSuspectBytes(bytes)
        .maxHosts(100)
        .maxAlerts(Integer.MAX_VALUE, Duration.ofMinutes(5))
        .listener(
            new DetectorListener() {
              @Override
              public void onAlert(Alert alert) {
                alerts.add(alert);
              }

              @Override
              public void onEvicted(Suspect suspect) {
                evicted.add(suspect.getEventId().toString());
              }
            })
        .build();
  }
}
