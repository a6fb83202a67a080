package dev.weir;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.alert.Alert;
import dev.weir.baseline.Baseline;
import dev.weir.cases.CaseLint;
import dev.weir.cases.Coverage;
import dev.weir.cases.RuleCase;
import dev.weir.event.Document;
import dev.weir.event.Event;
import dev.weir.rule.RuleLint;
import dev.weir.rule.RuleMetadata;
import dev.weir.rule.RuleSet;
import dev.weir.testkit.CloudHistory;
import dev.weir.testkit.CloudHistory.Arrival;
import dev.weir.testkit.ShippedRules;
import dev.weir.testkit.StolenPack;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pack that joins an instance's events with the cloud's log. */
@Tag("thorough")
class StolenCredentialsTest {

  /** More than the cloud's log needs to arrive. */
  private static final Duration LATENESS = Duration.ofMinutes(20);

  private static final String ALONE = "Credentials of an instance are used elsewhere";

  @TempDir private Path folder;

  /** Alerts by id and events, and late events, as text. */
  private static final class Found implements DetectorListener {
    private final Set<String> all = new TreeSet<>();
    private final Set<String> proven = new TreeSet<>();
    private int late;

    /** All but the alerts of uses whose finding came a little later, and made them critical. */
    private Set<String> lasting() {
      Set<String> lasting = new TreeSet<>(all);
      lasting.removeIf(
          alert -> alert.startsWith(ALONE) && proven.stream().anyMatch(alert::contains));
      return lasting;
    }

    @Override
    public void onAlert(Alert alert) {
      if (alert.rule().severity().equals("critical")) {
        proven.add("[" + alert.sequence().get(1).getEventId() + "]");
      }
      all.add(
          alert.rule().name()
              + alert.sequence().stream().map(Event::getEventId).toList()
              + " "
              + alert.id());
    }

    @Override
    public void onLate(Event event) {
      late++;
    }
  }

  @Test
  void itsCasesPassAndItsRulesLeaveNothingToSay() {
    assertThat(RuleLint.check(StolenPack.get(), Instant.EPOCH)).isEmpty();
    assertThat(CaseLint.failures(StolenPack.get(), StolenPack.cases())).isEmpty();
    assertThat(StolenPack.cases()).hasSizeGreaterThan(130);
  }

  @Test
  void noPartOfItCouldBeLeftOutUnnoticed() {
    assertThat(Coverage.of(StolenPack.get(), StolenPack.cases()).findings())
        .extracting(part -> part.issue().file())
        .containsExactlyInAnyOrder(
            "detections/stolen-credentials.drl", "detections/use-elsewhere.drl"); // use "not"
  }

  @Test
  void everyDetectionSaysWhatASocNeeds() {
    List<RuleMetadata> detections =
        StolenPack.get().rules().values().stream().filter(rule -> rule.riskScore() > 0).toList();

    assertThat(detections)
        .hasSize(6)
        .allSatisfy(
            rule -> {
              assertThat(rule.id()).startsWith("weir-stolen-credentials-");
              assertThat(rule.guide()).contains("## ").hasSizeGreaterThan(600);
              assertThat(rule.attack()).isNotEmpty();
              assertThat(rule.severity()).isNotEmpty();
            });
  }

  @Test
  void aDetectionIsTurnedOffByTakingItsFileAway() throws IOException {
    ShippedRules.copy(StolenPack.FOLDER, folder);
    try (Stream<Path> files = Files.list(folder.resolve("detections"))) {
      for (Path file : files.filter(one -> one.toString().endsWith(".drl")).toList()) {
        String text = Files.readString(file);
        Files.delete(file);
        RuleSet rest = RuleSet.load(folder);
        assertThat(rest.rules()).hasSize(StolenPack.get().rules().size() - 1);
        Files.writeString(file, text);
      }
    }
  }

  @Test
  void lanesAndTheOrderOfArrivalDoNotMatter() {
    Stream.concat(
            StolenPack.cases().stream().map(RuleCase::events),
            StolenPack.histories().stream().map(StolenCredentialsTest::documents))
        .forEach(
            events -> {
              Set<String> expected = replay(1, events);
              assertThat(replay(1, shuffled(events))).isEqualTo(expected);
              assertThat(replay(4, shuffled(events))).isEqualTo(expected);
            });
  }

  /** As a service sees it: the log comes minutes late, and the service is killed now and then. */
  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void aRestartChangesNothingAndNothingIsLate(int lanes) {
    for (int i = 0; i < StolenPack.histories().size(); i += lanes) {
      CloudHistory one = StolenPack.histories().get(i);
      Found through = live(one, lanes, 0);
      assertThat(through.late).as(one.name()).isZero();
      assertThat(live(one, lanes, 5).lasting()).as(one.name()).isEqualTo(through.lasting());
    }
  }

  @Test
  void theExampleOfItsPageIsATheft() throws IOException {
    Found found = new Found();
    try (Detector detector = builder(found).build();
        InputStream in =
            Files.newInputStream(Path.of("test-fixtures", "stolen-credentials", "theft.ndjson"))) {
      detector.read(in, "theft.ndjson");
      detector.finish();
    }
    assertThat(found.proven).containsExactly("[c11]");
    assertThat(found.all).hasSize(1);
  }

  /** The log is usually later than the host, but a host can be without a network for a while. */
  @Test
  void aFindingThatComesAfterTheUseStillProvesIt() {
    RuleCase theft =
        StolenPack.cases().stream()
            .filter(one -> one.name().equals("curl connects"))
            .findFirst()
            .orElseThrow();
    List<byte[]> events = theft.events(); // a usual call, the finding, the theft
    Found found = new Found();
    try (Detector detector = builder(found).lateness(Duration.ofMinutes(5)).build()) {
      detector.accept(events.get(0));
      detector.accept(events.get(2));
      detector.accept(at("2025-01-27T12:30:00Z", events.get(0)));
      assertThat(found.proven).isEmpty();
      detector.accept(events.get(1));
      detector.finish();
    }
    assertThat(found.proven).containsExactly("[b2]");
  }

  private static byte[] at(String time, byte[] event) {
    return new String(event, UTF_8)
        .replaceFirst("\"@timestamp\":\"[^\"]+\"", "\"@timestamp\":\"" + time + "\"")
        .replace("\"b1\"", "\"b3\"")
        .getBytes(UTF_8);
  }

  @Test
  void aBusyInstanceKeepsOneFindingAnHour() {
    try (Detector detector =
        Detector.builder(StolenPack.get()).listener(alert -> {}).lateness(Duration.ZERO).build()) {
      for (int i = 0; i < 10_000; i++) {
        detector.accept(
            ("{\"@timestamp\":%d,\"host.id\":\"h\",\"cloud.instance.id\":\"i\",\"event.category\":"
                    + "\"network\",\"event.action\":\"connection_attempted\",\"process.name\":"
                    + "\"curl\",\"destination.ip\":\"169.254.169.254\"}")
                .formatted(1_800_000_000_000L + i * 10_000L)
                .getBytes(UTF_8));
      }
      assertThat(detector.stats().liveSuspects()).isBetween(9L, 10L);
    }
  }

  private static Set<String> replay(int lanes, List<byte[]> events) {
    Found found = new Found();
    try (Detector detector = builder(found).untilTheEnd().lanes(lanes).build()) {
      events.forEach(detector::accept);
      detector.finish();
    }
    return found.all;
  }

  private static Found live(CloudHistory history, int lanes, int restarts) {
    Found found = new Found();
    SplittableRandom random = new SplittableRandom(history.name().hashCode());
    List<Arrival> arrivals = history.arrivals();
    Set<Integer> ends = new TreeSet<>(Set.of(arrivals.size()));
    random.ints(restarts, 1, arrivals.size()).forEach(ends::add);
    Baseline baseline = new Baseline();
    List<byte[]> pending = List.of();
    int next = 0;
    for (int end : ends) {
      try (Detector detector =
          builder(found).lateness(LATENESS).lanes(lanes).baseline(baseline).build()) {
        pending.forEach(detector::accept);
        for (; next < end; next++) {
          detector.advance(arrivals.get(next).at());
          detector.accept(arrivals.get(next).json());
        }
        pending = detector.pending().stream().map(Document::json).collect(Collectors.toList());
        if (end == arrivals.size()) {
          detector.finish();
        }
      }
      baseline = Baseline.restore(baseline.snapshot());
    }
    return found;
  }

  private static List<byte[]> documents(CloudHistory history) {
    return history.arrivals().stream().map(Arrival::json).toList();
  }

  private static List<byte[]> shuffled(List<byte[]> events) {
    List<byte[]> shuffled = new ArrayList<>(events);
    Collections.shuffle(shuffled, new Random(events.size()));
    return shuffled;
  }

  private static Detector.Builder builder(Found found) {
    return Detector.builder(StolenPack.get())
        .listener(found)
        .maxAlerts(Integer.MAX_VALUE, Duration.ofMinutes(5));
  }
}
