package dev.weir.internal.service.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Detector;
import dev.weir.DetectorListener;
import dev.weir.alert.Alert;
import dev.weir.event.Suspect;
import dev.weir.internal.service.health.Troubles;
import dev.weir.testkit.ShippedRules;
import dev.weir.testkit.Step;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/**
 * What any sender can cause is named where an operator looks, but makes no service unready: it
 * would be a way to take the service out of a load balancer.
 */
class DetectionNoticesTest {

  private static final String CARELESS =
      "package unusual_imds_request;\nimport dev.weir.event.*;\n"
          + "rule \"Careless\" when NetworkEvent(100 / userName.count() > 1) then end";

  private final Troubles troubles = new Troubles();
  private final DetectionNotices shown = new DetectionNotices(troubles);
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final DetectorListener listener =
      new DetectorListener() {
        @Override
        public void onAlert(Alert alert) {}

        @Override
        public void onEvicted(Suspect suspect) {
          shown.evicted(suspect);
        }

        @Override
        public void onSuppressed(Alert alert) {
          shown.suppressed(alert);
        }

        @Override
        public void onHostFault(String host, String fault) {
          shown.hostFault(host, fault);
        }
      };

  @Test
  void aRuleThatIsSkippedForAHostAndThenForAllIsANoticeUntilItIsTriedAgain() {
    try (Detector detector = open(64 << 20)) {
      DetectorMeters shownMeters = new DetectorMeters(detector::stats, troubles, meters);
      detector.accept(Step.connection("c0", 0).on("h\n0").json());
      shown.refresh(detector.stats(), 0);
      shownMeters.refresh();
      assertThat(troubles.notices().get("skipped rules"))
          .startsWith("rule \"Careless\" is skipped for host h\\u000a0 (")
          .endsWith(" on event c0)");
      assertThat(gauge("weir.rule.skipped.hosts")).isEqualTo(1);
      assertThat(gauge("weir.rule.suspended")).isZero();
      assertThat(meters.get("weir.notice").tag("part", "skipped rules").gauge().value())
          .isEqualTo(1);
      assertThat(troubles.now()).isEmpty();

      for (int i = 1; i < 20; i++) {
        detector.accept(Step.connection("c" + i, i).on("h" + i).json());
      }
      shown.refresh(detector.stats(), 1_000);
      shownMeters.refresh();
      assertThat(troubles.notices().get("skipped rules")).contains("is skipped for all hosts");
      assertThat(gauge("weir.rule.skipped.hosts")).isEqualTo(20);
      assertThat(gauge("weir.rule.suspended")).isEqualTo(1);

      detector.advance(Step.START);
      detector.advance(Step.START.plusSeconds(300));
      shown.refresh(detector.stats(), 2_000);
      shownMeters.refresh();
      assertThat(troubles.notices()).isEmpty();
      assertThat(gauge("weir.rule.skipped.hosts")).isZero();
      assertThat(gauge("weir.rule.suspended")).isZero();
    }
  }

  @Test
  void anEvictionIsANoticeForFiveMinutes() {
    try (Detector detector = open(1_000)) {
      shown.refresh(detector.stats(), 0);
      assertThat(troubles.notices()).isEmpty();

      detector.accept(Step.exec("e1", 0).json());
      shown.refresh(detector.stats(), 1_000);
      assertThat(troubles.notices().get("memory for suspects"))
          .startsWith("evicted a suspect of \"unusual-imds-request\" on host h1");
      shown.refresh(detector.stats(), 301_000);
      assertThat(troubles.notices()).isNotEmpty();
      shown.refresh(detector.stats(), 301_001);
      assertThat(troubles.notices()).isEmpty();
    }
  }

  @Test
  void suppressedAlertsAreANoticeForFiveMinutes() {
    Detector.Builder builder =
        Detector.builder(ShippedRules.get())
            .lateness(Duration.ZERO)
            .maxAlerts(1, Duration.ofMinutes(5))
            .listener(listener);
    try (Detector detector = builder.build()) {
      for (int i = 0; i < 2; i++) {
        detector.accept(Step.exec("e" + i, i).json());
        detector.accept(Step.connection("n" + i, i).json());
      }
      shown.refresh(detector.stats(), 0);
      assertThat(troubles.notices())
          .containsEntry(
              "suppressed alerts",
              "more than max-alerts of \"Unusual IMDS API Request\", the last of host h1;"
                  + " the roll-up counts them");
      shown.refresh(detector.stats(), 300_000);
      assertThat(troubles.notices()).isNotEmpty();
      shown.refresh(detector.stats(), 300_001);
      assertThat(troubles.notices()).isEmpty();
    }
  }

  @Test
  void tenHostsWithAWrongClockAreNamedAndTheOthersCounted() {
    Instant year = Instant.parse("2099-01-01T00:00:00Z");
    try (Detector detector = open(1_000)) {
      detector.advance(Step.START);
      for (int i = 0; i < 1_200; i++) {
        Step step = Step.connection("c" + i, 0).with("@timestamp", year.toString());
        detector.accept(step.with("user.name", "root").on("forged" + i).json());
        if (i == 0) {
          shown.refresh(detector.stats(), 9_000_000);
          assertThat(troubles.notices())
              .containsEntry(
                  "hosts", "host forged0: its clock is ahead: it sent an event of " + year);
        }
      }
      shown.refresh(detector.stats(), 9_001_000);
      assertThat(troubles.notices().get("hosts"))
          .contains("host forged0: ", "host forged9: ")
          .doesNotContain("host forged10: ")
          .endsWith("; and at least 990 other hosts");
      assertThat(troubles.now()).isEmpty();

      shown.refresh(detector.stats(), 12_902_000);
      assertThat(troubles.notices()).isEmpty();
    }
  }

  private Detector open(long maxSuspectBytes) {
    return Detector.builder(ShippedRules.get().with("more.drl", CARELESS))
        .lateness(Duration.ZERO)
        .maxSuspectBytes(maxSuspectBytes)
        .listener(listener)
        .build();
  }

  private double gauge(String name) {
    return meters.get(name).tag("rule", "Careless").gauge().value();
  }
}
