package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.alert.Alert;
import dev.weir.event.Suspect;
import dev.weir.testkit.ShippedRules;
import dev.weir.testkit.Step;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whose suspects go when memory is short. Found: three documents of 15 MiB, or 1,100 execs of 128
 * KiB, of one host evicted the suspect of another.
 */
class EvictionTest {

  /** A field that no rule reads, and one that every alert shows. */
  private static final String UNREAD = "labels.note";

  private static final String READ = "process.command_line";

  private final List<Alert> alerts = new ArrayList<>();
  private final List<String> evicted = new ArrayList<>();

  private final DetectorListener listener =
      new DetectorListener() {
        @Override
        public void onAlert(Alert alert) {
          alerts.add(alert);
        }

        @Override
        public void onEvicted(Suspect suspect) {
          evicted.add(suspect.hostKey() + " " + suspect.getEventId());
        }
      };

  @ParameterizedTest
  @CsvSource({
    "3, 15728640, " + READ + ", true",
    "3, 15728640, " + UNREAD + ", false",
    "1100, 131072, " + READ + ", true",
    "1100, 131072, " + UNREAD + ", false",
  })
  void oneHostEvictsNoSuspectOfAnother(int execs, int bytes, String field, boolean evicts) {
    try (Detector detector = open(22L << 20)) {
      detector.accept(Step.exec("e1", 0).on("quiet").json());
      String bulk = "x".repeat(bytes);
      for (int i = 0; i < execs; i++) {
        Step exec = Step.exec("b" + i, 1).on("loud").of("p" + i);
        detector.accept(exec.with(field, bulk).json());
      }
      detector.accept(Step.connection("n1", 10).on("quiet").json());
      int last = execs - 1;
      detector.accept(Step.connection("n2", 10).on("loud").of("p" + last).json());

      assertThat(sequences()).containsExactly("e1+n1", "b" + last + "+n2");
      assertThat(evicted.isEmpty()).isNotEqualTo(evicts);
      assertThat(evicted).allMatch(one -> one.startsWith("loud "));
      assertThat(detector.stats().evictedSuspects()).isEqualTo(evicted.size());
      assertThat(ofWeir()).hasSize(evicts ? 1 : 0);
    }
  }

  @Test
  void aReducedSuspectKeepsWhatRulesAndAlertsReadAndSaysSo() {
    String rule =
        "package unusual_imds_request;\nimport dev.weir.event.*;\n"
            + "rule \"Blue team\" when $s : Suspect(field(\"labels.team\").has(\"blue\"))"
            + " NetworkEvent(hostId == $s.hostId, this after[0s,1s] $s)"
            + " then alerts.raise($s.getEvent()); end";
    Detector.Builder builder = Detector.builder(ShippedRules.get().with("more.drl", rule));
    try (Detector detector =
        builder.lateness(Duration.ZERO).maxSuspectBytes(1 << 20).listener(listener).build()) {
      Step exec = Step.exec("e1", 0).with("labels.team", "blue").with("process.pid", 42);
      detector.accept(exec.with(UNREAD, "x".repeat(2 << 20)).json());
      detector.accept(Step.connection("n1", 10).json());

      assertThat(evicted).isEmpty();
      assertThat(alerts).extracting(alert -> alert.rule().name()).contains("Blue team").hasSize(2);
      assertThat(text(alerts.get(0)))
          .contains("\"labels.team\":\"blue\"", "\"weir.reduced_from_bytes\":2097")
          .contains("\"pid\":42")
          .doesNotContain("xxxx");
      assertThat(text(alerts.get(0))).hasSizeLessThan(20_000);
    }
  }

  @Test
  void aReducedSuspectKeepsTheOwnerOfAComputedValue() {
    String rule =
        "package unusual_imds_request;\nimport dev.weir.event.*;\n"
            + "global dev.weir.baseline.Baseline baseline;\n"
            + "rule \"New to its team\" when $s : Suspect()"
            + " NetworkEvent(hostId == $s.hostId, this after[0s,1s] $s)"
            + " then if (baseline.habit(\"x\").learnedIn(\"0s\")"
            + ".isNewValue($s, $s.getDetection(), \"labels.team\"))"
            + " { alerts.raise($s.getEvent()); } end";
    Detector.Builder builder = Detector.builder(ShippedRules.get().with("more.drl", rule));
    try (Detector detector =
        builder.lateness(Duration.ZERO).maxSuspectBytes(1 << 20).listener(listener).build()) {
      Step exec = Step.exec("e1", 0).with("labels.team", "blue");
      detector.accept(exec.with(UNREAD, "x".repeat(2 << 20)).json());
      detector.accept(Step.connection("n1", 10).json());

      assertThat(alerts).extracting(alert -> alert.rule().name()).contains("New to its team");
    }
  }

  @Test
  void anEvictionRaisesOneAlertPerHostAndFiveMinutes() {
    try (Detector detector = open(1 << 20)) {
      detector.advance(Step.START);
      for (int i = 0; i < 50; i++) {
        String host = i % 2 == 0 ? "loud" : "louder";
        detector.accept(large("b" + i).on(host).of("p" + i).json());
      }
      assertThat(evicted).hasSizeGreaterThan(30);
      assertThat(alerts).hasSize(2);
      assertThat(alerts.get(0).rule().id()).isEqualTo("weir-unwatched-host");
      assertThat(alerts.get(0).rule().severity()).isEqualTo("high");
      assertThat(alerts.get(0).message())
          .isEqualTo(
              "Weir could not watch host loud: it evicted a suspect of \"unusual-imds-request\","
                  + " because the memory for suspects was full and this host held the most");

      detector.advance(Step.START.plusSeconds(300));
      for (int i = 50; i < 60; i++) {
        detector.accept(large("b" + i).on("loud").of("p" + i).json());
      }
      assertThat(alerts).hasSize(3);
    }
  }

  @Test
  void manyInventedHostsWithTinySuspectsEvictTheOldestOfThem() {
    try (Detector detector = open(1 << 20)) {
      for (int i = 0; i < 1_000; i++) {
        detector.accept(Step.exec("f" + i, 1).on("forged" + i).json());
      }
      detector.accept(large("e1").with(READ, "x".repeat(20_000)).on("quiet").json());
      for (int i = 1_000; i < 1_100; i++) {
        detector.accept(Step.exec("f" + i, 1).on("forged" + i).json());
      }
      detector.accept(Step.connection("n1", 10).on("quiet").json());

      assertThat(sequences()).containsExactly("e1+n1");
      assertThat(evicted).startsWith("forged0 f0", "forged1 f1").hasSizeGreaterThan(500);
    }
  }

  private Detector open(long maxSuspectBytes) {
    return Detector.builder(ShippedRules.get())
        .lateness(Duration.ZERO)
        .maxSuspectBytes(maxSuspectBytes)
        .listener(listener)
        .build();
  }

  private static Step large(String id) {
    return Step.exec(id, 1).with(READ, "x".repeat(100_000));
  }

  private Stream<Alert> ofWeir() {
    return alerts.stream().filter(alert -> alert.rule().id().equals("weir-unwatched-host"));
  }

  private List<String> sequences() {
    return alerts.stream()
        .filter(alert -> alert.sequence().size() == 2)
        .map(
            alert ->
                alert.sequence().get(0).getEventId() + "+" + alert.sequence().get(1).getEventId())
        .toList();
  }

  private static String text(Alert alert) {
    return new String(alert.toJson(), StandardCharsets.UTF_8);
  }
}
