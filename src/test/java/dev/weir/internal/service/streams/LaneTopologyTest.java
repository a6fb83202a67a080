package dev.weir.internal.service.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Detector;
import dev.weir.cases.CaseTable;
import dev.weir.cases.RuleCase;
import dev.weir.internal.service.health.Troubles;
import dev.weir.internal.service.monitor.DetectionTroubles;
import dev.weir.rule.ReloadReceipt;
import dev.weir.testkit.CloudPack;
import dev.weir.testkit.HostileStreams;
import dev.weir.testkit.Pairs;
import dev.weir.testkit.Reference;
import dev.weir.testkit.ShippedRules;
import dev.weir.testkit.Step;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;

/** Input, output and state of the topology, without a broker. */
class LaneTopologyTest {

  /** {@code -Dweir.streams=1000} runs more. */
  private static final int STREAMS = Integer.getInteger("weir.streams", 200) / 5;

  private static final Duration LATENESS = Duration.ofSeconds(2);

  @Test
  void theCaseTableGivesTheSameAlerts() {
    for (RuleCase one : CaseTable.load(ShippedRules.CASES)) {
      try (LaneDriver lane = new LaneDriver(Duration.ofDays(3))) {
        one.events().forEach(lane::send);
        LaneDriver.endOf(one.events()).forEach(lane::send);
        assertThat(lane.pairs().stream().map(pair -> List.of(pair.exec(), pair.network())).toList())
            .as(one.fullName())
            .isEqualTo(one.pairs());
        assertThat(lane.alerts()).hasSameSizeAs(one.pairs());
      }
    }
  }

  @Test
  void hostileStreamsGiveTheReferencePairsWhereverTheLaneIsKilled() {
    for (int seed = 0; seed < STREAMS; seed++) {
      List<String> lines =
          HostileStreams.shuffledWithin(
              HostileStreams.stream(seed, 200), seed, LATENESS.toMillis());
      Set<Reference.Pair> expected = new TreeSet<>(Pairs.ORDER);
      expected.addAll(Reference.pairs(lines));
      SplittableRandom random = new SplittableRandom(seed);
      try (LaneDriver lane = new LaneDriver(LATENESS)) {
        for (String line : lines) {
          if (random.nextInt(50) == 0) {
            lane.restart();
          }
          lane.send(line);
        }
        LaneDriver.endOf(lines.stream().map(line -> line.getBytes(UTF_8)).toList())
            .forEach(lane::send);
        assertThat(lane.pairs()).as("stream %d", seed).isEqualTo(expected);
        assertThat(lane.alerts()).as("stream %d", seed).hasSameSizeAs(expected);
        assertThat(lane.pending()).as("stream %d, all events are decided", seed).isEmpty();
      }
    }
  }

  @Test
  void anAlertHasItsHostAsKeyAndItsIdInAHeader() {
    try (LaneDriver lane = new LaneDriver(Duration.ZERO)) {
      lane.send(Step.exec("e1", 0).on("web-1").json());
      lane.send(Step.connection("n1", 10).on("web-1").json());

      assertThat(lane.alerts()).hasSize(1);
      TestRecord<byte[], byte[]> alert = lane.alerts().get(0);
      assertThat(new String(alert.key(), UTF_8)).isEqualTo("web-1");
      String id = header(alert.headers(), OutputBuffer.ID);
      assertThat(id).hasSize(64);
      assertThat(new String(alert.value(), UTF_8)).contains("\"id\":\"" + id + "\"");
    }
  }

  @Test
  void malformedDocumentsGoToTheirTopicUnchangedWithTheirOrigin() {
    try (LaneDriver lane = new LaneDriver(LATENESS)) {
      lane.send(Step.exec("e1", 0).json());
      lane.send("no json");
      lane.send(new byte[] {(byte) 0xff, (byte) 0xfe});
      lane.send("");

      assertThat(lane.malformed())
          .extracting(one -> header(one.headers(), OutputBuffer.KIND))
          .containsExactly("not_json", "not_utf8", "not_an_object");
      TestRecord<byte[], byte[]> first = lane.malformed().get(0);
      assertThat(first.value()).isEqualTo("no json".getBytes(UTF_8));
      assertThat(header(first.headers(), OriginHeader.NAME)).isEqualTo("events-0:1");
      assertThat(header(first.headers(), OutputBuffer.REASON)).isNotBlank();
      assertThat(lane.detectors().stats().malformed().values()).containsOnly(1L).hasSize(3);
    }
  }

  @Test
  void lateEventsGoToTheirTopic() {
    try (LaneDriver lane = new LaneDriver(LATENESS)) {
      lane.send(Step.exec("e1", 10_000).json());
      lane.send(Step.connection("n1", 0).json());

      assertThat(lane.late()).hasSize(1);
      assertThat(lane.late().get(0).value()).isEqualTo(Step.connection("n1", 0).json());
      assertThat(header(lane.late().get(0).headers(), OriginHeader.NAME)).isEqualTo("events-0:1");
    }
  }

  @Test
  void oneEventFromFarAheadHidesNoAttackNotEvenAfterARestart() {
    try (LaneDriver lane = new LaneDriver(LATENESS)) {
      lane.send(Step.exec("wrong", Duration.ofDays(27_000).toMillis()).json());
      lane.send(Step.exec("e0", 0).json());
      lane.restart();
      lane.send(Step.connection("n0", 10).json());
      lane.send(Step.exec("e1", 20).json());
      lane.send(Step.connection("n1", 30).json());
      lane.pass(Duration.ofSeconds(1));
      lane.pass(Duration.ofSeconds(1));
      lane.pass(Duration.ofSeconds(1));

      assertThat(lane.pairs())
          .containsExactly(new Reference.Pair("e0", "n0"), new Reference.Pair("e1", "n1"));
      assertThat(lane.late()).isEmpty();
      assertThat(lane.detectors().stats().hostFaults()).containsKey("clock ahead");
    }
  }

  @Test
  void theClockDecidesTheWaitingEventsOfASilentHost() {
    try (LaneDriver lane = new LaneDriver(LATENESS)) {
      lane.send(Step.exec("e1", 0).json());
      lane.send(Step.connection("n1", 10).json());
      lane.pass(Duration.ofSeconds(1));
      assertThat(lane.alerts()).isEmpty();
      assertThat(lane.pending()).hasSize(2);

      lane.pass(Duration.ofSeconds(1));
      lane.pass(Duration.ofSeconds(1));
      assertThat(lane.alerts()).hasSize(1);
      assertThat(lane.pending()).isEmpty();
    }
  }

  @Test
  void theChangelogHoldsExactlyThePendingDocumentsAlsoAfterARestore() {
    try (LaneDriver lane = new LaneDriver(LATENESS)) {
      byte[] exec = Step.exec("e1", 0).json();
      byte[] connection = Step.connection("n1", 10).json();
      lane.send(Step.exec("e2", 0).without("process.parent.executable").json());
      lane.send(exec);
      lane.send(connection);
      assertThat(lane.pending()).containsExactly(exec, connection);

      lane.restart();
      assertThat(lane.pending()).as("no input since the restart").containsExactly(exec, connection);
      byte[] later = Step.exec("e3", 1_500).of("p3").json();
      lane.send(later);
      assertThat(lane.pending()).containsExactly(exec, connection, later);

      lane.send(Step.connection("n4", 3_000).of("p4").json());
      assertThat(lane.alerts()).hasSize(1);
      lane.restart();
      lane.send(Step.connection("n5", 3_500).of("p4").json());
      assertThat(lane.alerts()).as("an alert is not raised again").hasSize(1);
    }
  }

  @Test
  void recordsTooLargeForTheirTopicAreDropped() {
    try (LaneDriver lane = new LaneDriver(Duration.ZERO)) {
      lane.limit(20_000);
      lane.send(Step.exec("e1", 0).with("message", "x".repeat(20_000)).json());
      lane.send(Step.connection("n1", 10).json());
      lane.send(Step.exec("e2", 20).json());
      lane.send(Step.connection("n2", 30).json());

      assertThat(lane.pairs()).containsExactly(new Reference.Pair("e2", "n2"));
    }
  }

  @Test
  void newRulesReachAnIdleLaneAndOneThatStartsLater() {
    try (LaneDriver lane = new LaneDriver(Duration.ZERO)) {
      CompletableFuture<ReloadReceipt> receipt = lane.detectors().reload(CloudPack.get());
      lane.pass(Duration.ofSeconds(1));
      assertThat(receipt)
          .isCompletedWithValueMatching(one -> one.after().equals(CloudPack.get().hash()));

      lane.restart();
      assertThat(lane.detectors().rules()).isSameAs(CloudPack.get());
      assertThat(lane.detectors().reload(ShippedRules.get())).isNotDone();
      lane.restart();
      lane.send(Step.exec("e1", 0).json());
      lane.send(Step.connection("n1", 10).json());
      assertThat(lane.pairs()).containsExactly(new Reference.Pair("e1", "n1"));
    }
  }

  @Test
  void keyedInputNeedsNoRepartitionTopic() {
    StreamsSettings defaults = StreamsSettings.defaults("unused:9092", List.of("events"));
    assertThat(describe(defaults)).contains("events-repartition");
    StreamsSettings keyed =
        new StreamsSettings(
            defaults.application(),
            defaults.bootstrapServers(),
            defaults.input(),
            defaults.alerts(),
            defaults.late(),
            defaults.malformed(),
            true,
            8,
            1,
            0,
            defaults.commitInterval(),
            defaults.properties());
    assertThat(describe(keyed)).doesNotContain("repartition");
  }

  private static String describe(StreamsSettings settings) {
    TaskDetectors detectors = new TaskDetectors(ShippedRules.get(), Detector::builder);
    StreamsContext shared =
        new StreamsContext(
            detectors,
            new DetectionTroubles(new Troubles()),
            new SizeLimit(new SimpleMeterRegistry()));
    return LaneTopology.of(settings, shared).describe().toString();
  }

  private static String header(Headers headers, String name) {
    return new String(headers.lastHeader(name).value(), UTF_8);
  }
}
