package dev.weir;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.event.Document;
import dev.weir.rule.RuleSet;
import dev.weir.testkit.HostileStreams;
import dev.weir.testkit.ShippedRules;
import dev.weir.testkit.Step;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a store gets piece by piece is what is pending as a whole. */
@Tag("thorough")
class PendingChangesTest {

  private static final RuleSet OTHER_RULES =
      ShippedRules.get()
          .with(
              "more.drl",
              """
              package unusual_imds_request;
              import dev.weir.event.*;
              rule "More" @exclusion when $s : Suspect(processName.has("wget")) then delete($s); end
              """);

  /** Follows a detector, and compares at random moments. */
  private static final class Follower {
    private final TreeMap<Long, byte[]> stored = new TreeMap<>();
    private final Detector detector;
    private final PendingChanges changes;

    Follower(Detector detector) {
      this.detector = detector;
      this.changes = new PendingChanges(detector, 0);
    }

    void compare(String moment) {
      PendingChanges.Changes next = changes.next();
      assertThat(stored.keySet()).as(moment).containsAll(next.removed());
      stored.keySet().removeAll(next.removed());
      next.added().forEach((number, json) -> assertThat(stored.put(number, json)).isNull());
      assertThat(texts(List.copyOf(stored.values())))
          .as(moment)
          .containsExactlyInAnyOrderElementsOf(texts(jsons(detector.pending())));
      assertThat(changes.count()).as(moment).isEqualTo(stored.size());
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 0, 2000", "4, 0, 2000", "1, 60, 2000", "4, 60, 2000", "1, 0, 0", "4, 60, 0"})
  void changesAddUpToWhatIsPending(int lanes, int incidentSeconds, int lateness) {
    for (int seed = 0; seed < 25; seed++) {
      Random random = new Random(seed);
      List<String> lines =
          HostileStreams.shuffledWithin(HostileStreams.stream(seed, 300), seed, lateness);
      List<byte[]> kept = List.of();
      int next = 0;
      while (next < lines.size()) { // each time as after a crash, or a rule that hangs
        int end = Math.min(lines.size(), next + 100);
        try (Detector detector = open(lanes, incidentSeconds, lateness, random.nextBoolean())) {
          if (random.nextBoolean()) {
            detector.advance(Step.START.minusSeconds(1));
          }
          int before = random.nextInt(kept.size() + 1);
          kept.subList(0, before).forEach(detector::accept);
          Follower follower = new Follower(detector);
          kept.subList(before, kept.size()).forEach(detector::accept);
          for (; next < end; next++) {
            detector.accept(lines.get(next).getBytes(UTF_8));
            act(detector, follower, random, "stream " + seed + ", line " + next);
          }
          follower.compare("stream " + seed + ", before it is killed");
          kept = List.copyOf(follower.stored.values());
        }
      }
    }
  }

  private static void act(Detector detector, Follower follower, Random random, String moment) {
    switch (random.nextInt(12)) {
      case 0 -> detector.advance(Step.START.plusMillis(random.nextInt(100_000)));
      case 1 -> detector.reload(random.nextBoolean() ? ShippedRules.get() : OTHER_RULES);
      case 2 -> detector.accept(wrongClock(random).json());
      case 3 -> {
        if (random.nextInt(10) == 0) {
          detector.advance(Step.START.plus(Duration.ofHours(1 + random.nextInt(10))));
        }
      }
      case 4, 5 -> follower.compare(moment);
      default -> {}
    }
  }

  private static Step wrongClock(Random random) {
    Duration away = Duration.ofHours(random.nextInt(100_000) - 50_000L);
    return Step.exec("wrong" + random.nextInt(), away.toMillis()).of("p" + random.nextInt(3));
  }

  @Test
  void whatWasPendingBeforeComesFirst() {
    try (Detector detector = open(1, 0, 2_000, false)) {
      detector.accept(Step.exec("e1", 0).json());
      PendingChanges changes = new PendingChanges(detector, 7);
      detector.accept(Step.exec("e2", 1).of("p2").json());

      Map<Long, byte[]> added = changes.next().added();
      assertThat(added.keySet()).containsExactly(8L, 9L);
      assertThat(added.values()).containsExactlyElementsOf(jsons(detector.pending()));
      assertThat(changes.next()).isEqualTo(new PendingChanges.Changes(Map.of(), Set.of()));
    }
  }

  @Test
  void aDocumentThatComesAndGoesInBetweenIsNeverStored() {
    try (Detector detector = open(1, 0, 2_000, false)) {
      detector.advance(Step.START);
      PendingChanges changes = new PendingChanges(detector, 0);
      detector.accept(Step.connection("n1", 0).json());
      detector.advance(Step.START.plusSeconds(3));
      PendingChanges.Changes next = changes.next();
      assertThat(next.added()).isEmpty();
      assertThat(next.removed()).isEmpty();
    }
  }

  @Test
  void aDetectorIsFollowedOnce() {
    try (Detector detector = open(1, 0, 0, false)) {
      PendingChanges first = new PendingChanges(detector, 0);
      assertThatThrownBy(() -> new PendingChanges(detector, 0))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("a detector has one PendingChanges only");
      assertThat(first.count()).isZero();
    }
  }

  private static Detector open(int lanes, int incidentSeconds, int lateness, boolean little) {
    return Detector.builder(ShippedRules.get())
        .lanes(lanes)
        .lateness(Duration.ofMillis(lateness))
        .incidents(Duration.ofSeconds(incidentSeconds))
        .maxAlerts(Integer.MAX_VALUE, Duration.ofMinutes(5))
        .maxSuspectBytes(little ? 20_000L * lanes : 1 << 24)
        .maxWaitingBytes(little ? 50_000L * lanes : 1 << 24)
        .maxHosts(little ? 3 * lanes : 1_000)
        .build();
  }

  private static List<byte[]> jsons(List<Document> documents) {
    return documents.stream().map(Document::json).toList();
  }

  private static List<String> texts(List<byte[]> documents) {
    return documents.stream().map(document -> new String(document, UTF_8)).toList();
  }
}
