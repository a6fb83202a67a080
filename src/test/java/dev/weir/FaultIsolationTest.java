package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.weir.alert.Alert;
import dev.weir.event.Event;
import dev.weir.rule.RuleSet;
import dev.weir.testkit.ShippedRules;
import dev.weir.testkit.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What one host sends never changes what is raised for another. Found: 100 crafted events of one
 * host switched a rule off for all, and one idle suspect let 20 of 20 excluded pairs alert.
 */
class FaultIsolationTest {

  private static final String CONDITION =
      "when $n : NetworkEvent(100 / userName.count() > 1) then alerts.raise($n); end";
  private static final String CONSEQUENCE =
      "when $n : NetworkEvent() then if (!$n.getUserName().isPresent())"
          + " throw new IllegalStateException(\"careless\"); alerts.raise($n); end";
  private static final String OVERFLOW =
      "when $n : NetworkEvent(processCommandLine.toString() matches \"(a|b)*\")"
          + " then alerts.raise($n); end";
  private static final String OVERFLOW_IN_CONSEQUENCE =
      "when $n : NetworkEvent() then if ($n.getProcessCommandLine().toString().matches(\"(a|b)*\"))"
          + " alerts.raise($n); end";
  private static final String SELF_TRIGGERING =
      "when $n : NetworkEvent() then if ($n.getUserName().isPresent()) alerts.raise($n);"
          + " else update($n); end";

  private static final String CARELESS =
      "@exclusion when $s : Suspect(userName.first().length() > 3) then delete($s); end";

  private final List<Alert> alerts = Collections.synchronizedList(new ArrayList<>());

  @ParameterizedTest
  @ValueSource(
      strings = {CONDITION, CONSEQUENCE, OVERFLOW, OVERFLOW_IN_CONSEQUENCE, SELF_TRIGGERING})
  void aHundredAndTwentyCraftedEventsOfOneHostHideNoAlertOfAnother(String body) {
    for (int lanes : new int[] {1, 4}) {
      try (Detector detector = open("Careless", body, lanes)) {
        for (int i = 0; i < 120; i++) {
          detector.accept(crafted("c" + i, i).json());
          if (i % 12 == 11) {
            detector.accept(harmless("v" + i, i).on("victim").json());
          }
        }
        detector.finish();
      }
      assertThat(of("Careless", "victim")).hasSize(10 * (lanes == 1 ? 1 : 2));
    }
  }

  /** The host of a crafted event is watched by the rule again after its next event. */
  @Test
  void aHostIsWatchedAgainAfterASingleCraftedEvent() {
    try (Detector detector = open("Careless", CONDITION, 1)) {
      detector.accept(crafted("c1", 0).json());
      assertThat(detector.stats().skippedRules()).containsOnlyKeys("Careless");
      assertThat(detector.stats().skippedRules().get("Careless"))
          .hasToString(
              "rule \"Careless\" is skipped for host attacker (org.drools.modelcompiler.constraints."
                  + "ConstraintEvaluationException: Error evaluating constraint '100 /"
                  + " userName.count() > 1' in [Rule \"Careless\" in more.drl] on event c1)");
      detector.accept(harmless("h1", 1).on("attacker").json());
      detector.accept(harmless("h2", 2).on("attacker").json());
      assertThat(detector.stats().skippedRules()).isEmpty();
    }
    assertThat(of("Careless", "attacker")).containsExactly("h2");
  }

  /** Found: the rules that are skipped for events of wrong clocks were named nowhere. */
  @Test
  void aRuleThatIsSkippedForEventsOfAWrongClockIsNamed() {
    try (Detector detector = open("Careless", CONDITION, 1)) {
      detector.advance(Step.START);
      detector.accept(crafted("c1", Duration.ofDays(27_000).toMillis()).json());
      assertThat(detector.stats().skippedRules().get("Careless").hosts()).isOne();
      detector.accept(crafted("c2", 0).json());
      assertThat(detector.stats().skippedRules().get("Careless").hosts()).isEqualTo(2);
      detector.advance(Step.START.plusSeconds(1));
      detector.advance(Step.START.plusSeconds(301));
      assertThat(detector.stats().skippedRules()).isEmpty();
    }
  }

  @Test
  void aSilentHostAndASuspendedRuleAreTriedAgainAfterFiveMinutesOfThePushedClock() {
    try (Detector detector = open("Careless", CONDITION, 1)) {
      for (int i = 0; i < 30; i++) {
        detector.accept(crafted("c" + i, i).on(i < 20 ? "forged" + i : "attacker").json());
      }
      detector.accept(harmless("h0", 40).on("victim").json());
      assertThat(detector.stats().skippedRules().get("Careless").forAll()).isTrue();

      detector.advance(Step.START);
      detector.advance(Step.START.plusSeconds(299));
      assertThat(detector.stats().skippedRules().get("Careless").hosts()).isEqualTo(20);
      detector.advance(Step.START.plusSeconds(300));
      assertThat(detector.stats().skippedRules()).isEmpty();

      detector.accept(crafted("c30", 50).json());
      assertThat(detector.stats().skippedRules().get("Careless").forAll()).isFalse();
      detector.advance(Step.START.plusSeconds(600));
      assertThat(detector.stats().skippedRules()).isEmpty();
      detector.accept(harmless("h1", 60).on("victim").json());
    }
    assertThat(of("Careless", "victim")).containsExactly("h1");
  }

  @ParameterizedTest
  @CsvSource({"1, false", "4, false", "1, true", "4, true"})
  void oneIdleSuspectDoesNotUndoTheExclusionsOfTwentyOtherHosts(int lanes, boolean reload) {
    try (Detector detector = open("Careless", CARELESS, lanes)) {
      for (int i = 0; i < 8; i++) { // in each of the lanes
        detector.accept(Step.exec("idle" + i, 0).on("idle" + i).json());
      }
      if (reload) {
        detector.reload(rules("Careless", CARELESS));
      }
      for (int i = 0; i < 20; i++) {
        Step exec = Step.exec("e" + i, 10).with("user.name", "anna");
        detector.accept(exec.on("h" + i).json());
        detector.accept(Step.connection("n" + i, 20).on("h" + i).json());
      }
      detector.finish();
      assertThat(alerts).isEmpty();
      assertThat(detector.stats().excluded()).containsEntry("Careless", 20L);
    }
  }

  /**
   * Without a join by host, the rule throws on the events of others because of the idle suspect.
   */
  @Test
  void theHostOfTheIdleSuspectIsFoundEvenIfOnlyAnEventOfAnotherMakesItThrow() {
    String body =
        "@exclusion salience 10 when $n : NetworkEvent()"
            + " $s : Suspect(userName.first().concat($n.hostId).equals(\"anna\" + hostId))"
            + " then delete($s); end";
    try (Detector detector = open("Careless", body, 1)) {
      detector.accept(Step.exec("idle", 0).on("idle").json());
      for (int i = 0; i < 20; i++) {
        Step exec = Step.exec("e" + i, 10).with("user.name", "anna");
        detector.accept(exec.on("h" + i).json());
        detector.accept(Step.connection("n" + i, 20).on("h" + i).json());
      }
      detector.finish();
    }
    assertThat(alerts).isEmpty();
  }

  @Test
  void anExclusionThatThrowsOnOneHostStillAppliesToAllOthers() {
    try (Detector detector = open("Careless", CARELESS, 1)) {
      for (int i = 0; i < 200; i++) {
        detector.accept(Step.exec("a" + i, 10L * i).on("attacker").json());
        Step excluded = Step.exec("e" + i, 10L * i).with("user.name", "anna");
        detector.accept(excluded.on("h" + i).json());
        detector.accept(Step.connection("n" + i, 10L * i + 5).on("h" + i).json());
        detector.accept(Step.connection("m" + i, 10L * i + 5).on("attacker").json());
      }
      detector.finish();
      assertThat(alerts).hasSize(200).allMatch(alert -> host(alert).equals("attacker"));
      assertThat(detector.stats().excluded()).containsEntry("Careless", 200L);
    }
  }

  @Test
  void aListenerThatThrowsOnAFaultLosesNoAlert() {
    DetectorListener throwing =
        new DetectorListener() {
          @Override
          public void onAlert(Alert alert) {
            alerts.add(alert);
          }

          @Override
          public void onRuleFault(String rule, Event event, Throwable fault) {
            throw new IllegalStateException("listener");
          }
        };
    Detector.Builder builder = Detector.builder(rules("Careless", CARELESS));
    try (Detector detector = builder.lateness(Duration.ZERO).listener(throwing).build()) {
      byte[] exec = Step.exec("e1", 0).json();
      assertThatIllegalStateException().isThrownBy(() -> detector.accept(exec));
      detector.accept(Step.connection("n1", 10).json());
    }
    assertThat(alerts).hasSize(1);
  }

  private Detector open(String name, String body, int lanes) {
    return Detector.builder(rules(name, body))
        .lanes(lanes)
        .lateness(Duration.ZERO)
        .maxAlerts(100_000, Duration.ofMinutes(5))
        .listener(alerts::add)
        .build();
  }

  private static RuleSet rules(String name, String body) {
    return ShippedRules.get()
        .with(
            "more.drl",
            "package unusual_imds_request;\nimport dev.weir.event.*;\nrule \""
                + name
                + "\" "
                + body);
  }

  /** Makes each of the careless rules throw. */
  private static Step crafted(String id, long millis) {
    return Step.connection(id, millis)
        .on("attacker")
        .with("process.command_line", "ab".repeat(15_000));
  }

  private static Step harmless(String id, long millis) {
    return Step.connection(id, millis).with("user.name", "anna").with("process.command_line", "ab");
  }

  private List<String> of(String rule, String host) {
    return alerts.stream()
        .filter(alert -> alert.rule().name().equals(rule) && host(alert).equals(host))
        .map(alert -> alert.sequence().get(0).getEventId().toString())
        .toList();
  }

  private static String host(Alert alert) {
    return alert.sequence().stream().map(Event::hostKey).findFirst().orElseThrow();
  }
}
