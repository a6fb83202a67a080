package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.Document;
import dev.weir.testkit.HostileStreams;
import dev.weir.testkit.Pairs;
import dev.weir.testkit.Reference;
import dev.weir.testkit.ShippedRules;
import dev.weir.testkit.Step;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which documents must be kept over a restart. */
class PendingTest {

  private static final Duration LATENESS = Duration.ofSeconds(2);

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void aDetectorContinuesFromThePendingDocumentsOfAnother(int lanes) {
    for (int seed = 0; seed < 60; seed++) {
      List<String> inOrder = HostileStreams.stream(seed, 200);
      List<String> lines = HostileStreams.shuffledWithin(inOrder, seed, LATENESS.toMillis());
      SplittableRandom random = new SplittableRandom(seed);
      Pairs found = new Pairs();
      List<byte[]> pending = new ArrayList<>();
      int next = 0;
      while (next < lines.size()) {
        int from = next;
        int to = Math.min(lines.size(), from + 1 + random.nextInt(60));
        List<byte[]> kept = List.copyOf(pending);
        found.run(
            builder().lateness(LATENESS).lanes(lanes),
            detector -> {
              kept.forEach(detector::accept);
              lines.subList(from, to).forEach(line -> detector.accept(bytes(line)));
              pending.clear();
              detector.pending().forEach(document -> pending.add(document.json()));
            },
            to == lines.size());
        next = to;
      }
      Set<Reference.Pair> expected = new TreeSet<>(Pairs.ORDER);
      expected.addAll(Reference.pairs(lines));
      assertThat(found.pairs()).as("stream %d", seed).isEqualTo(expected);
      assertThat(found.alerts()).as("stream %d", seed).isEqualTo(expected.size());
    }
  }

  @Test
  void decidedEventsThatAreNotSuspectAreNotPending() {
    try (Detector detector = builder().lateness(LATENESS).listener(alert -> {}).build()) {
      detector.accept(Step.exec("e1", 0).json());
      detector.accept(Step.exec("e2", 0).of("p2").json());
      detector.accept(Step.connection("n1", 10).json());
      detector.accept("{}".getBytes(StandardCharsets.UTF_8));
      List<Document> before = detector.pending();
      assertThat(ids(before)).containsExactly("e1", "e2", "n1");
      assertThat(detector.pending()).as("the same objects").isEqualTo(before);

      detector.advance(Step.START);
      detector.advance(Step.START.plusSeconds(3));
      assertThat(ids(detector.pending())).as("a suspect").containsExactly("e2");

      detector.accept(Step.connection("n2", 5_000).of("p3").json());
      assertThat(ids(detector.pending())).as("its host has moved on").containsExactly("n2");
    }
  }

  @Test
  void theEventsOfAnOpenIncidentArePending() {
    Pairs found = new Pairs();
    List<Document> pending = new ArrayList<>();
    Detector.Builder builder =
        builder().lateness(Duration.ZERO).incidents(Duration.ofMinutes(1)).maxHosts(10);
    found.run(
        builder,
        detector -> {
          detector.accept(Step.exec("e1", 0).json());
          detector.accept(Step.connection("n1", 10).json());
          pending.addAll(detector.pending());
        },
        false);
    assertThat(found.alerts()).isZero();
    assertThat(ids(pending)).containsExactly("e1", "n1");

    found.run(
        builder, detector -> pending.forEach(document -> detector.accept(document.json())), true);
    assertThat(found.alerts()).isEqualTo(1);
  }

  private static List<String> ids(List<Document> documents) {
    return documents.stream().map(document -> document.values("event.id").toString()).toList();
  }

  private static byte[] bytes(String line) {
    return line.getBytes(StandardCharsets.UTF_8);
  }

  private static Detector.Builder builder() {
    return Detector.builder(ShippedRules.get()).maxAlerts(Integer.MAX_VALUE, Duration.ofMinutes(5));
  }
}
