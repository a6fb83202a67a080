package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.baseline.Baseline;
import dev.weir.event.Document;
import dev.weir.rule.RuleSet;
import dev.weir.testkit.Pairs;
import dev.weir.testkit.ShippedRules;
import dev.weir.testkit.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No event may hide other events of its host by a wrong time. */
class WrongClockTest {

  private static final Duration YEARS = Duration.ofDays(27_000); // 2099, seen from 2025
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Instant NOW = Step.START.plusSeconds(10);

  private final Pairs found = new Pairs();

  @ParameterizedTest
  @CsvSource({
    "0s, 1, true", "5s, 1, true", "5m, 1, true", "0s, 4, true", "5s, 4, true", "5m, 4, true",
    "0s, 1, false", "5s, 1, false", "5m, 1, false", "0s, 4, false", "5s, 4, false", "5m, 4, false"
  })
  void oneEventFromFarAwayHidesNoAttack(String lateness, int lanes, boolean live) {
    for (Duration away : List.of(YEARS, HOUR, Duration.ofMinutes(6))) {
      boolean near = away.compareTo(HOUR) < 0; // in a replay, a first event is believed
      for (int place = live || !near ? 0 : 1; place <= 6; place++) {
        List<Step> steps = new ArrayList<>(attacks(3));
        steps.add(place, Step.exec("wrong", away.toMillis()).of("p1"));
        Pairs pairs = run(builder(lateness).lanes(lanes), live, steps);

        assertThat(pairs.asLists()).as("%s before %d", away, place).isEqualTo(alerts(3));
        assertThat(pairs.late()).isZero();
        if (live) {
          assertThat(pairs.hostFaults()).hasSize(1).first().asString().startsWith("h1: its clock");
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"5s, true", "5m, true", "5s, false", "5m, false"})
  void eventsFromFarAwayHideNothingInAnyOrder(String lateness, boolean live) {
    for (int seed = 0; seed < 30; seed++) {
      List<Step> steps = new ArrayList<>(attacks(3));
      Random random = new Random(seed);
      for (int i = 0; i < 20; i++) {
        long away = Math.round(YEARS.toMillis() * random.nextDouble()) + HOUR.toMillis();
        steps.add(Step.exec("wrong" + i, away).of("p" + random.nextInt(3)));
      }
      Collections.shuffle(steps, random);

      assertThat(run(builder(lateness), live, steps).asLists())
          .as("order %d", seed)
          .isEqualTo(alerts(3));
    }
  }

  @ParameterizedTest
  @CsvSource({"0s, 1", "5s, 1", "5s, 4", "5m, 1"})
  void hostWhoseClockIsWrongForGoodIsDecided(String lateness, int lanes) {
    for (long away : new long[] {YEARS.toMillis(), HOUR.toMillis(), -HOUR.toMillis()}) {
      List<Step> steps = new ArrayList<>();
      steps.add(Step.exec("right", 0).of("other"));
      attacks(3).forEach(step -> steps.add(moved(step, away)));
      Pairs pairs = run(builder(lateness).lanes(lanes), true, steps);

      assertThat(pairs.asLists()).as("by %d ms", away).isEqualTo(alerts(3));
      assertThat(pairs.late()).isZero();
      assertThat(pairs.hostFaults()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aRestartFromWhatIsPendingGoesOnDeciding(boolean clockFirst) {
    for (int cut = 0; cut <= 7; cut++) {
      List<Step> steps = new ArrayList<>(attacks(3));
      steps.add(0, Step.exec("wrong", YEARS.toMillis()).of("p2"));
      List<Step> before = steps.subList(0, cut);
      List<Step> after = steps.subList(cut, steps.size());
      List<Document> pending = new ArrayList<>();
      Pairs pairs = new Pairs();
      pairs.run(
          builder("5s"),
          detector -> {
            detector.advance(NOW);
            before.forEach(step -> detector.accept(step.json()));
            pending.addAll(detector.pending());
          },
          false);
      pairs.run(
          builder("5s"),
          detector -> {
            if (clockFirst) {
              detector.advance(NOW);
            }
            pending.forEach(document -> detector.accept(document.json()));
            detector.advance(NOW);
            after.forEach(step -> detector.accept(step.json()));
            waitFor(detector, Duration.ofMinutes(1));
          },
          false);
      assertThat(pairs.asLists()).as("restarted after %d", cut).isEqualTo(alerts(3));
      assertThat(pairs.late()).isZero();
    }
  }

  @Test
  void suspectFromFarAheadGoesAfterItHasWaited() {
    live(
        builder("5s"),
        detector -> {
          detector.accept(Step.exec("wrong", YEARS.toMillis()).json());
          detector.accept(Step.exec("right", 0).of("p2").json());
          waitFor(detector, Duration.ofSeconds(6));
          assertThat(detector.stats().liveSuspects()).isEqualTo(2);
          assertThat(detector.pending()).hasSize(2);

          detector.accept(Step.connection("n", 10).of("p2").json());
          waitFor(detector, Duration.ofMinutes(1));
          assertThat(found.asLists()).containsExactly(List.of("right", "n"));
          assertThat(detector.stats().liveSuspects()).isZero();
          assertThat(detector.stats().hostFaults()).isEqualTo(Map.of("clock ahead", 1L));
        });
  }

  @Test
  void newRulesDecideTheEventsOfAWrongClockToo() {
    live(
        builder("5s"),
        detector -> {
          detector.accept(Step.exec("e", YEARS.toMillis()).json());
          waitFor(detector, Duration.ofSeconds(6));
          detector.reload(ShippedRules.get());
          detector.accept(Step.connection("n", YEARS.toMillis() + 10).json());
          waitFor(detector, Duration.ofSeconds(6));
          assertThat(found.asLists()).containsExactly(List.of("e", "n"));
        });
  }

  @Test
  void alertFromFarAheadIsOfNoIncidentOfTheHost() {
    List<Integer> sizes = new ArrayList<>();
    try (Detector detector =
        builder("0s")
            .incidents(Duration.ofMinutes(1))
            .listener(alert -> sizes.add(alert.alerts().size()))
            .build()) {
      detector.advance(NOW);
      List<Step> steps = attacks(2);
      detector.accept(steps.get(0).json());
      detector.accept(steps.get(1).json());
      steps.forEach(step -> detector.accept(moved(step, YEARS.toMillis()).json()));
      attacks(2).subList(2, 4).forEach(step -> detector.accept(step.json()));
      waitFor(detector, Duration.ofMinutes(2));
    }
    assertThat(sizes).containsExactly(2, 2);
  }

  @Test
  void machineThatSleptLetsNothingGoAndNamesNoHost() {
    PushedClock clock = new PushedClock(NOW.toEpochMilli());
    try (Detector detector = builder("30s").listener(found).build()) {
      clock.push(NOW.toEpochMilli(), detector);
      detector.accept(Step.connection("n", 10).json());
      Instant awake = NOW.plus(HOUR);
      clock.push(awake.toEpochMilli(), detector);
      detector.accept(Step.exec("e", 0).json());
      Step other = moved(Step.exec("other", 10_000), HOUR.toMillis());
      detector.accept(other.on("h2").json());
      for (int second = 1; second < 60; second++) {
        clock.push(awake.plusSeconds(second).toEpochMilli(), detector);
      }
    }
    assertThat(found.asLists()).containsExactly(List.of("e", "n"));
    assertThat(found.hostFaults()).isEmpty();
  }

  @Test
  void madeUpHostsBetweenAConnectionAndItsLateExecHideNothing() {
    live(
        builder("5m").maxHosts(1_000),
        detector -> {
          detector.accept(Step.connection("n", 10).json());
          for (int i = 0; i < 1_001; i++) {
            Step noise = Step.exec("x", 0).without("process.parent.executable");
            detector.accept(noise.on("made up " + i).json());
          }
          detector.accept(Step.exec("e", 0).json());
          waitFor(detector, Duration.ofMinutes(6));
          assertThat(found.asLists()).containsExactly(List.of("e", "n"));
          assertThat(detector.stats().hostFaults()).isEmpty();
        });
  }

  @Test
  void aHabitIsNotFirstSeenInTheFuture() {
    RuleSet rules =
        RuleSet.of(
            Map.of(
                "new.drl",
                """
                package t;
                import dev.weir.event.ProcessEvent;
                global dev.weir.alert.Alerts alerts;
                global dev.weir.baseline.Baseline baseline;
                rule "new program" @severity("low") @riskScore(1) @description("d") @message("m")
                when $p : ProcessEvent(eventAction.has("exec"))
                then
                    if (baseline.habit("runs").learnedIn("1h").isNew($p, "host.id", "event.id")) {
                        alerts.raise($p);
                    }
                end
                """));
    Baseline baseline = new Baseline();
    List<String> alerts = new ArrayList<>();
    for (int restart = 0; restart < 2; restart++) {
      try (Detector detector =
          Detector.builder(rules)
              .lateness(Duration.ZERO)
              .baseline(Baseline.restore(baseline.snapshot()))
              .listener(alert -> alerts.add(alert.sequence().get(0).getEventId().toString()))
              .build()) {
        detector.advance(NOW);
        detector.accept(Step.exec("wrong", YEARS.toMillis()).json());
        detector.advance(NOW.plus(HOUR).plusSeconds(600));
        detector.accept(Step.exec("e" + restart, HOUR.toMillis() + 601_000).json());
      }
    }
    assertThat(alerts).containsExactly("e0", "e1");
  }

  private Pairs run(Detector.Builder builder, boolean live, List<Step> steps) {
    Pairs pairs = new Pairs();
    pairs.run(
        builder,
        detector -> {
          if (live) {
            detector.advance(NOW);
          }
          steps.forEach(step -> detector.accept(step.json()));
          if (live) {
            waitFor(detector, Duration.ofMinutes(6));
          }
        },
        true);
    return pairs;
  }

  private void live(Detector.Builder builder, Consumer<Detector> feed) {
    found.run(
        builder,
        detector -> {
          detector.advance(NOW);
          feed.accept(detector);
        },
        false);
  }

  private Instant pushed = NOW;

  private void waitFor(Detector detector, Duration time) {
    for (long second = 0; second < time.toSeconds(); second++) {
      pushed = pushed.plusSeconds(1);
      detector.advance(pushed);
    }
  }

  private static List<Step> attacks(int count) {
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      steps.add(Step.exec("e" + i, i * 1_000L).of("p" + i));
      steps.add(Step.connection("n" + i, i * 1_000L + 10).of("p" + i));
    }
    return steps;
  }

  private static List<List<String>> alerts(int count) {
    List<List<String>> pairs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      pairs.add(List.of("e" + i, "n" + i));
    }
    return pairs;
  }

  private static Step moved(Step step, long millis) {
    String time = (String) step.fields().get("@timestamp");
    return step.with("@timestamp", Instant.parse(time).plusMillis(millis).toString());
  }

  private static Detector.Builder builder(String lateness) {
    Duration time = Duration.parse("PT" + lateness);
    return Detector.builder(ShippedRules.get()).lateness(time);
  }
}
