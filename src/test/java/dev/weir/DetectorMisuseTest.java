package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.weir.alert.Alert;
import dev.weir.event.Event;
import dev.weir.event.Origin;
import dev.weir.rule.RuleSet;
import dev.weir.testkit.ShippedRules;
import dev.weir.testkit.Step;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Mistakes in calling a detector are exceptions that name the mistake. */
@Timeout(60)
class DetectorMisuseTest {

  private static final byte[] JSON = Step.exec("e1", 0).json();

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void aSecondFeedingThreadIsRefusedWhileTheFirstFeeds(int lanes) {
    List<Throwable> refused = new ArrayList<>();
    List<Detector> own = new ArrayList<>();
    DetectorListener listener =
        new DetectorListener() {
          @Override
          public void onAlert(Alert alert) {}

          @Override
          public void onIgnored(Origin origin, String reason, byte[] document) {
            List<ThrowingCallable> calls =
                List.of(
                    () -> own.get(0).accept(JSON),
                    () -> own.get(0).advance(Instant.EPOCH),
                    () -> own.get(0).flush(),
                    () -> own.get(0).pending(),
                    () -> own.get(0).finish(),
                    () -> own.get(0).close());
            for (ThrowingCallable call : calls) {
              refused.add(CompletableFuture.supplyAsync(() -> catchThrowable(call)).join());
            }
          }
        };
    try (Detector detector = builder().listener(listener).lanes(lanes).build()) {
      own.add(detector);
      Thread.currentThread().setName("feeder");
      detector.accept(Step.exec("no time", 0).without("@timestamp").json());
      detector.flush();

      assertThat(refused)
          .hasSize(6)
          .allSatisfy(
              fault ->
                  assertThat(fault)
                      .isInstanceOf(IllegalStateException.class)
                      .hasMessageMatching(
                          "thread .+ called a detector that thread feeder is feeding;"
                              + " only one thread at a time may feed it"));
      detector.accept(JSON);
      assertThat(handedOver(detector)).isNull();
      detector.finish();
      assertThat(detector.stats().events()).isEqualTo(2);
    }
  }

  /** Feeds from another thread, while this one does not. */
  private static Throwable handedOver(Detector detector) {
    return CompletableFuture.supplyAsync(() -> catchThrowable(() -> detector.accept(JSON))).join();
  }

  @Test
  void aListenerMustNotFeedItsDetector() {
    List<Detector> own = new ArrayList<>();
    DetectorListener listener =
        new DetectorListener() {
          @Override
          public void onAlert(Alert alert) {}

          @Override
          public void onIgnored(Origin origin, String reason, byte[] document) {
            own.get(0).accept(JSON);
          }
        };
    try (Detector detector = builder().listener(listener).build()) {
      own.add(detector);
      assertThatIllegalStateException()
          .isThrownBy(() -> detector.accept(Step.exec("no time", 0).without("@timestamp").json()))
          .withMessage("a listener must not feed the detector that calls it");
      assertThatCode(() -> detector.accept(JSON)).doesNotThrowAnyException();
    }
  }

  /** The thread of a lane calls the listener, while no other thread is in a call. */
  @Test
  void aListenerMustNotFeedItsDetectorFromALane() {
    Set<String> hosts = ConcurrentHashMap.newKeySet();
    DetectorListener finder =
        alert -> {
          if (Thread.currentThread().getName().startsWith("weir-lane")) {
            hosts.add(alert.sequence().get(0).getHostId());
          }
        };
    try (Detector detector = builder().listener(finder).lanes(2).build()) {
      for (int i = 0; i < 20; i++) {
        feedPair(detector, "h" + i);
      }
      detector.finish();
    }
    CountDownLatch fed = new CountDownLatch(1);
    List<Detector> own = new ArrayList<>();
    CompletableFuture<Throwable> refused = new CompletableFuture<>();
    DetectorListener feeder =
        alert -> {
          refused.complete(
              catchThrowable(
                  () -> {
                    fed.await();
                    own.get(0).accept(JSON);
                  }));
        };
    try (Detector detector = builder().lateness(Duration.ZERO).listener(feeder).lanes(2).build()) {
      own.add(detector);
      feedPair(detector, hosts.iterator().next());
      detector.flush();
      fed.countDown();

      assertThat(refused.join())
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("a listener must not feed the detector that calls it");
    }
  }

  private static void feedPair(Detector detector, String host) {
    detector.accept(Step.exec("e", 0).on(host).json());
    detector.accept(Step.connection("n", 1).on(host).json());
    detector.accept(Step.exec("x", 2).on(host).json());
  }

  @Test
  void aClosedDetectorSaysSo() {
    Detector detector = builder().build();
    detector.close();
    detector.close();
    for (ThrowingCallable call :
        List.<ThrowingCallable>of(
            () -> detector.accept(JSON),
            () -> detector.advance(Instant.EPOCH),
            detector::flush,
            detector::pending,
            detector::finish)) {
      assertThatIllegalStateException().isThrownBy(call).withMessage("the detector is closed");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void afterTheEndNothingIsAccepted(int lanes) {
    try (Detector detector = builder().lanes(lanes).build()) {
      detector.accept(JSON);
      detector.finish();
      List<ThrowingCallable> calls =
          List.of(
              () -> detector.accept(JSON),
              () -> detector.accept(JSON, 0, JSON.length, new Origin("more", 1)),
              () -> detector.accept(Step.exec("e2", 1).fields()),
              () -> new EventParser().parse(JSON).forEach(detector::accept),
              () -> detector.read(new ByteArrayInputStream(JSON), "more"));
      for (ThrowingCallable call : calls) {
        assertThatIllegalStateException()
            .isThrownBy(call)
            .withMessage("the detector has finished; build another one for more events");
      }
      detector.advance(Instant.now());
      detector.finish();
      assertThatCode(detector::pending).doesNotThrowAnyException();
      assertThat(detector.stats().events()).isEqualTo(1);
    }
  }

  static Stream<Map.Entry<String, ThrowingCallable>> nulls() {
    Origin origin = new Origin("test", 1);
    return Stream.of(
        Map.entry("rules", () -> Detector.builder(none())),
        Map.entry("listener", () -> builder().listener(none())),
        Map.entry("baseline", () -> builder().baseline(none())),
        Map.entry("in", () -> fed(one -> one.read(none(), "test"))),
        Map.entry("source", () -> fed(one -> one.read(InputStream.nullInputStream(), none()))),
        Map.entry("json", () -> fed(one -> one.accept((byte[]) none()))),
        Map.entry("bytes", () -> fed(one -> one.accept(none(), 0, 1, origin))),
        Map.entry("origin", () -> fed(one -> one.accept(JSON, 0, 1, none()))),
        Map.entry(
            "document", () -> fed(one -> one.accept(DetectorMisuseTest.<Map<String, ?>>none()))),
        Map.entry("event", () -> fed(one -> one.accept((Event) none()))),
        Map.entry("now", () -> fed(one -> one.advance(none()))),
        Map.entry("rules", () -> fed(one -> one.reload(none()))));
  }

  @ParameterizedTest
  @MethodSource("nulls")
  void nullIsRefusedAtOnceByName(Map.Entry<String, ThrowingCallable> call) {
    assertThatNullPointerException().isThrownBy(call.getValue()).withMessage(call.getKey());
  }

  /** Null, where the types do not allow it. */
  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
  private static <T> T none() {
    return null;
  }

  private interface Feeding {
    void feed(Detector detector) throws Exception;
  }

  private static void fed(Feeding feeding) throws Exception {
    try (Detector detector = builder().build()) {
      feeding.feed(detector);
    }
  }

  private static Detector.Builder builder() {
    RuleSet rules = ShippedRules.get();
    return Detector.builder(rules);
  }
}
