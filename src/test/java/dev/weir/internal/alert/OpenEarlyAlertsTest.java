package dev.weir.internal.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Detector;
import dev.weir.alert.Alert;
import dev.weir.alert.EarlyAlert;
import dev.weir.testkit.ShippedRules;
import dev.weir.testkit.Step;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When an early alert is retracted. */
class OpenEarlyAlertsTest {

  private static final long WAIT = 1000;

  private final EarlyAlerts open = new EarlyAlerts(WAIT, List.of());
  private final Alert alert = alert();

  @Test
  void anAlertIsRetractedAfterItsTime() {
    raiseAt(5000);
    assertThat(open.hasRoomFor(alert)).as("raised once").isFalse();
    assertThat(open.advance(6000)).isEmpty();
    assertThat(open.isDue(6000)).isFalse();
    assertThat(open.isDue(6001)).isTrue();
    assertThat(open.advance(6001)).containsExactly(EarlyAlert.of(alert, false));
    assertThat(open.advance(9000)).isEmpty();
  }

  @Test
  void aConfirmedAlertIsNot() {
    raiseAt(5000);
    assertThat(open.confirm(alert.id())).isTrue();
    assertThat(open.confirm(alert.id())).isFalse();
    assertThat(open.advance(9000)).isEmpty();
  }

  /** Else an intruder could take back an alert, by an event on which a rule throws. */
  @Test
  void nothingIsRetractedWhileDetectionIsImpaired() {
    open.advance(4500);
    open.impair();
    raiseAt(5000);
    assertThat(open.advance(6001)).as("before the alert").isEmpty();

    raiseAt(7000);
    open.impair();
    assertThat(open.advance(8001)).as("after it").isEmpty();

    raiseAt(8002);
    assertThat(open.advance(9003)).as("long enough ago").hasSize(1);
  }

  private void raiseAt(long clock) {
    open.advance(clock);
    open.raised(alert, false);
  }

  private static Alert alert() {
    List<Alert> raised = new ArrayList<>();
    try (Detector detector = Detector.builder(ShippedRules.get()).listener(raised::add).build()) {
      detector.accept(Step.exec("e1", 0).json());
      detector.accept(Step.connection("n1", 10).json());
      detector.finish();
    }
    return raised.get(0);
  }
}
