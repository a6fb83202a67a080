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
import org.junit.jupiter.api.Test;

/** Rules that are skipped and suspects that are evicted are named where an operator looks. */
class DetectionTroublesTest {

  private static final String CARELESS =
      "package unusual_imds_request;\nimport dev.weir.event.*;\n"
          + "rule \"Careless\" when NetworkEvent(100 / userName.count() > 1) then end";

  private final Troubles troubles = new Troubles();
  private final DetectionTroubles shown = new DetectionTroubles(troubles);
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final DetectorListener listener =
      new DetectorListener() {
        @Override
        public void onAlert(Alert alert) {}

        @Override
        public void onEvicted(Suspect suspect) {
          shown.evicted(suspect);
        }
      };

  @Test
  void aRuleThatIsSkippedForAHostAndThenForAllIsATroubleUntilItIsTriedAgain() {
    try (Detector detector = open(64 << 20)) {
      DetectorMeters shownMeters = new DetectorMeters(detector::stats, troubles, meters);
      detector.accept(Step.connection("c0", 0).on("h\n0").json());
      shown.refresh(detector.stats(), 0);
      shownMeters.refresh();
      assertThat(troubles.now().get("skipped rules"))
          .startsWith("rule \"Careless\" is skipped for host h\\u000a0 (")
          .endsWith(" on event c0)");
      assertThat(gauge("weir.rule.skipped.hosts")).isEqualTo(1);
      assertThat(gauge("weir.rule.suspended")).isZero();

      for (int i = 1; i < 20; i++) {
        detector.accept(Step.connection("c" + i, i).on("h" + i).json());
      }
      shown.refresh(detector.stats(), 1_000);
      shownMeters.refresh();
      assertThat(troubles.now().get("skipped rules")).contains("is skipped for all hosts");
      assertThat(gauge("weir.rule.skipped.hosts")).isEqualTo(20);
      assertThat(gauge("weir.rule.suspended")).isEqualTo(1);

      detector.advance(Step.START);
      detector.advance(Step.START.plusSeconds(300));
      shown.refresh(detector.stats(), 2_000);
      shownMeters.refresh();
      assertThat(troubles.now()).isEmpty();
      assertThat(gauge("weir.rule.skipped.hosts")).isZero();
      assertThat(gauge("weir.rule.suspended")).isZero();
    }
  }

  @Test
  void anEvictionIsATroubleForFiveMinutes() {
    try (Detector detector = open(1_000)) {
      shown.refresh(detector.stats(), 0);
      assertThat(troubles.now()).isEmpty();

      detector.accept(Step.exec("e1", 0).json());
      shown.refresh(detector.stats(), 1_000);
      assertThat(troubles.now().get("memory for suspects"))
          .startsWith("evicted a suspect of \"unusual-imds-request\" on host h1");
      shown.refresh(detector.stats(), 301_000);
      assertThat(troubles.now()).isNotEmpty();
      shown.refresh(detector.stats(), 301_001);
      assertThat(troubles.now()).isEmpty();
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
