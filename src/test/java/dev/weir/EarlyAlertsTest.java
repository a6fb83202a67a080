package dev.weir;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.alert.Alert;
import dev.weir.alert.EarlyAlert;
import dev.weir.rule.RuleSet;
import dev.weir.testkit.HostileStreams;
import dev.weir.testkit.ShippedRules;
import dev.weir.testkit.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Alerts that are raised before their events have waited; in the end the alerts are the same. */
class EarlyAlertsTest {

  private static final Duration LATENESS = Duration.ofMinutes(5);

  /** After all times of the streams, so that no event is ahead. */
  private static final Instant NOW = Step.START.plusSeconds(600);

  private static final Duration SETTLED = LATENESS.multipliedBy(3);

  /** What a listener was told, as a store keeps it. */
  private static final class Told implements DetectorListener {
    private final Set<String> raised = new TreeSet<>();
    private final List<String> calls = new ArrayList<>();
    private final Set<String> confirmed = new TreeSet<>();
    private final List<EarlyAlert> open = new ArrayList<>();
    private final Set<String> retracted = new TreeSet<>();
    private final Set<String> ids = new TreeSet<>();

    @Override
    public void onAlert(Alert alert) {
      calls.add(pair(alert));
      raised.add(pair(alert));
      if (ids.add(alert.id())) {
        open.add(EarlyAlert.of(alert, false));
      }
    }

    @Override
    public void onConfirmed(String id) {
      confirmed.add(id);
      open.removeIf(alert -> alert.id().equals(id));
    }

    @Override
    public void onRetracted(EarlyAlert alert) {
      retracted.add(alert.id());
      open.removeIf(one -> one.id().equals(alert.id()));
    }

    private static String pair(Alert alert) {
      return alert.sequence().get(0).getEventId() + "+" + alert.sequence().get(1).getEventId();
    }
  }

  private final Told told = new Told();

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void alertsAreRaisedByTheNextPushOfTheClock(int lanes) {
    run(
        builder().lanes(lanes),
        detector -> {
          push(detector, 0);
          detector.accept(Step.exec("e1", 0).json());
          detector.accept(Step.connection("n1", 10).json());
          push(detector, 1);
          assertThat(told.raised).containsExactly("e1+n1");
          assertThat(told.confirmed).isEmpty();
          push(detector, 302);
          assertThat(told.calls).as("once").hasSize(1);
          assertThat(told.confirmed).isEqualTo(told.ids);
        });
  }

  @Test
  void eventsOfOneSecondMayComeInAnyOrder() {
    run(
        builder(),
        detector -> {
          push(detector, 0);
          detector.accept(Step.connection("n1", 10).json());
          detector.accept(Step.exec("e1", 0).json());
          push(detector, 1);
          assertThat(told.raised).containsExactly("e1+n1");
        });
  }

  @Test
  void anExecThatComesLateStillPairs() {
    run(
        builder(),
        detector -> {
          push(detector, 0);
          detector.accept(Step.connection("n1", 10).json());
          push(detector, 1);
          push(detector, 200);
          detector.accept(Step.exec("e1", 0).json());
          push(detector, 201);
          settle(detector);
        });
    assertThat(told.raised).containsExactly("e1+n1");
    assertThat(told.confirmed).isEqualTo(told.ids);
    assertThat(told.retracted).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aNewerExecThatComesLateRetractsAnAlert(boolean restarted) {
    List<byte[]> pending = new ArrayList<>();
    Consumer<Detector> first =
        detector -> {
          push(detector, 0);
          detector.accept(Step.exec("e1", 0).json());
          detector.accept(Step.connection("n1", 900).json());
          push(detector, 1);
          assertThat(told.raised).containsExactly("e1+n1");
          detector.accept(Step.exec("e2", 500).json());
          push(detector, 2);
        };
    if (restarted) {
      kill(builder(), first, pending);
      assertThat(told.open).hasSize(1);
      run(
          builder().early(told.open),
          detector -> {
            push(detector, 3);
            pending.forEach(detector::accept);
            settle(detector);
          });
    } else {
      run(builder(), first.andThen(EarlyAlertsTest::settle));
    }
    assertThat(told.raised).containsExactly("e1+n1", "e2+n1");
    assertThat(told.retracted).hasSize(1);
    assertThat(told.confirmed).hasSize(1).doesNotContainAnyElementsOf(told.retracted);
  }

  @Test
  void editedRulesRetractNothing() {
    RuleSet none = RuleSet.of(Map.of("none.drl", "package none; rule r when String() then end"));
    run(
        builder(),
        detector -> {
          push(detector, 0);
          detector.accept(Step.exec("e1", 0).json());
          detector.accept(Step.connection("n1", 10).json());
          push(detector, 1);
          var unused = detector.reload(none);
          settle(detector);
        });
    assertThat(told.raised).containsExactly("e1+n1");
    assertThat(told.retracted).isEmpty();
  }

  /** In order, shuffled within the lateness, and killed at random: the alerts of the full wait. */
  @ParameterizedTest
  @CsvSource({"1, 0", "4, 0", "1, 2000", "4, 2000", "1, 200000", "4, 200000"})
  void inTheEndTheAlertsAreThoseOfTheFullWait(int lanes, long shuffledWithin) {
    int early = 0;
    for (int seed = 0; seed < 25; seed++) {
      List<String> inOrder = HostileStreams.stream(seed, 150);
      List<String> lines =
          shuffledWithin == 0
              ? inOrder
              : HostileStreams.shuffledWithin(inOrder, seed, shuffledWithin);
      Told waited = new Told();
      SplittableRandom random = new SplittableRandom(seed);
      Told before = new Told();
      run(waiting(lanes), waited, detector -> feed(detector, lines, 0, new SplittableRandom(1)));
      List<byte[]> pending = new ArrayList<>();
      int cut = random.nextInt(lines.size());
      kill(
          builder().lanes(lanes),
          before,
          detector -> feed(detector, lines.subList(0, cut), 0, random),
          pending);
      early += before.raised.size();
      run(
          builder().lanes(lanes).early(before.open),
          before,
          detector -> {
            push(detector, 400);
            pending.forEach(detector::accept);
            feed(detector, lines.subList(cut, lines.size()), 400, random);
            settle(detector);
          });
      Set<String> standing = new TreeSet<>(before.ids);
      standing.removeAll(before.retracted);
      assertThat(standing).as("stream %d", seed).isEqualTo(waited.ids);
      assertThat(before.open).as("stream %d", seed).isEmpty();
    }
    assertThat(early).as("some are early").isPositive();
  }

  private static void feed(
      Detector detector, List<String> lines, int fromSecond, SplittableRandom random) {
    int second = fromSecond;
    push(detector, second);
    for (String line : lines) {
      detector.accept(line.getBytes(UTF_8));
      if (random.nextInt(5) == 0 && second < fromSecond + 100) {
        push(detector, ++second);
      }
    }
  }

  private static void settle(Detector detector) {
    for (int i = 1; i <= 3; i++) {
      push(detector, 600 + i * (int) SETTLED.toSeconds());
    }
  }

  private static void push(Detector detector, int second) {
    detector.advance(Step.START.plusSeconds(second), NOW);
    detector.flush();
    var unused = detector.pending(); // the lanes have done it
  }

  private void run(Detector.Builder builder, Consumer<Detector> feed) {
    run(builder, told, feed);
  }

  private static void run(Detector.Builder builder, Told told, Consumer<Detector> feed) {
    try (Detector detector = builder.listener(told).build()) {
      feed.accept(detector);
      detector.finish();
    }
  }

  private void kill(Detector.Builder builder, Consumer<Detector> feed, List<byte[]> pending) {
    kill(builder, told, feed, pending);
  }

  private static void kill(
      Detector.Builder builder, Told told, Consumer<Detector> feed, List<byte[]> pending) {
    try (Detector detector = builder.listener(told).build()) {
      feed.accept(detector);
      detector.pending().forEach(document -> pending.add(document.json()));
    }
  }

  private static Detector.Builder builder() {
    return waiting(1).early(List.of());
  }

  private static Detector.Builder waiting(int lanes) {
    return Detector.builder(ShippedRules.get())
        .lateness(LATENESS)
        .lanes(lanes)
        .maxAlerts(Integer.MAX_VALUE, Duration.ofMinutes(5));
  }
}
