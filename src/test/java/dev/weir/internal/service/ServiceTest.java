package dev.weir.internal.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import dev.weir.Detector;
import dev.weir.internal.service.health.Troubles;
import dev.weir.internal.service.sink.Sink;
import dev.weir.internal.service.source.Chunk;
import dev.weir.internal.service.source.Feed;
import dev.weir.internal.service.source.Item;
import dev.weir.internal.service.source.ItemFault;
import dev.weir.internal.service.source.Source;
import dev.weir.internal.service.store.AlertFilter;
import dev.weir.internal.service.store.Refusal;
import dev.weir.internal.service.store.RefusedAlert;
import dev.weir.internal.service.store.Store;
import dev.weir.internal.service.store.StoredAlert;
import dev.weir.testkit.HostileStreams;
import dev.weir.testkit.Pairs;
import dev.weir.testkit.ShippedRules;
import dev.weir.testkit.Step;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From sources through the store to sinks, with stops and restarts. */
class ServiceTest {

  private static final AlertFilter SUPPRESSED = new AlertFilter(true, null);

  private static final Duration LATENESS = Duration.ofSeconds(2);

  private final Troubles troubles = new Troubles();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  @TempDir private Path folder;
  private boolean early;
  private volatile Instant now = Instant.parse("2026-11-24T10:00:00Z");

  @Test
  void anAlertReachesEverySinkAndTheSourceLearnsWhatWasMalformed() throws Exception {
    TestSource source = new TestSource();
    TestSink one = new TestSink("one");
    TestSink two = new TestSink("two");
    Service service = service(1, source, one, two);
    service.start();
    List<ItemFault> faults =
        source.give(Step.exec("e1", 0).line(), "{broken", Step.connection("n1", 10).line(), "[]");
    source.give(Step.exec("later", 600_000).line());

    assertThat(faults).extracting(ItemFault::item).containsExactly(1, 3);
    assertThat(faults).extracting(ItemFault::kind).containsExactly("not_json", "not_an_object");
    assertThat(one.next()).isEqualTo(two.next());
    service.stop();
    assertThat(one.taken).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void aStoppedServiceResumesWhereItStopped(int lanes) throws Exception {
    for (int seed = 0; seed < 4; seed++) {
      Path file = folder.resolve("weir" + lanes + "-" + seed + ".db");
      List<String> inOrder = HostileStreams.stream(seed, 200);
      List<String> lines = HostileStreams.shuffledWithin(inOrder, seed, LATENESS.toMillis());
      Pairs whole =
          Pairs.of(detector(1), one -> lines.forEach(line -> one.accept(line.getBytes(UTF_8))));
      SplittableRandom random = new SplittableRandom(seed);
      List<String> delivered = new ArrayList<>();
      int next = 0;
      while (next < lines.size()) {
        TestSource source = new TestSource();
        TestSink sink = new TestSink("sink");
        Service service = service(file, lanes, source, sink);
        service.start();
        assertThat(source.positions().getOrDefault("stream", "0")).isEqualTo("" + next);
        int to = Math.min(lines.size(), next + 1 + random.nextInt(80));
        source.give(next, lines.subList(next, to));
        if (to == lines.size()) {
          now = now.plusSeconds(3600);
          int left = whole.ids().size() - delivered.size();
          await().until(() -> sink.taken.size() >= left);
        }
        service.stop();
        delivered.addAll(sink.taken);
        next = to;
      }
      assertThat(delivered).as("stream %d", seed).containsExactlyInAnyOrderElementsOf(whole.ids());
    }
  }

  @Test
  void oneEventFromFarAheadHidesNoAttackNotEvenAfterARestart() throws Exception {
    Path file = folder.resolve("ahead.db");
    now = Step.START.plusSeconds(10);
    TestSink sink = new TestSink("sink");
    TestSource source = new TestSource();
    Service service = service(file, 1, source, sink);
    service.start();
    source.give(Step.exec("wrong", Duration.ofDays(27_000).toMillis()).line());
    source.give(Step.exec("e0", 0).line());
    service.stop();

    source = new TestSource();
    service = service(file, 1, source, sink);
    service.start();
    source.give(Step.connection("n0", 10).line());
    for (int i = 1; i < 3; i++) {
      source.give(
          Step.exec("e" + i, i * 100).line(), Step.connection("n" + i, i * 100 + 10).line());
    }
    now = now.plusSeconds(5);
    for (int i = 0; i < 3; i++) {
      sink.next();
    }
    service.refreshMeters();
    assertThat(
            meters.get("weir.host.faults").tag("reason", "clock ahead").functionCounter().count())
        .isEqualTo(1);
    service.stop();
    assertThat(sink.taken).isEmpty();
  }

  @Test
  void aSinkThatIsDownDelaysNoOtherAndGetsAllAlertsLater() throws Exception {
    TestSource source = new TestSource();
    TestSink up = new TestSink("up");
    TestSink down = new TestSink("down");
    down.fail = true;
    Service service = service(1, source, up, down);
    service.start();
    for (int i = 0; i < 5; i++) {
      pair(source, i);
      up.next();
    }
    await().until(() -> "it is down".equals(troubles.now().get("sink down")));

    down.fail = false;
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ids.add(down.next());
    }
    assertThat(ids).doesNotHaveDuplicates();
    await().until(() -> troubles.now().isEmpty());
    service.stop();
  }

  @Test
  void aRefusedAlertDoesNotBlockTheNext() throws Exception {
    TestSource source = new TestSource();
    TestSink sink = new TestSink("picky");
    sink.refuseFirst = true;
    Service service = service(1, source, sink);
    service.start();
    pair(source, 0);
    pair(source, 1);
    sink.next();
    await().until(() -> meters.counter("weir.delivered", "sink", "picky").count() == 1);
    service.stop();

    assertThat(meters.counter("weir.refused", "sink", "picky").count()).isEqualTo(1);
    assertThat(meters.counter("weir.delivered", "sink", "picky").count()).isEqualTo(1);
  }

  @Test
  void aRefusedAlertIsSentAgainWhenSomebodyWantsIt() throws Exception {
    TestSource source = new TestSource();
    TestSink sink = new TestSink("picky");
    sink.refuseFirst = true;
    Store store = Store.open(folder.resolve("weir.db"), () -> now);
    Service service = service(store, 1, source, sink);
    service.start();
    pair(source, 0);
    await().until(() -> store.refusals().all().size() == 1);
    Refusal refusal = store.refusals().all().get(0);
    byte[] document = store.refusals().document(refusal.alert());
    store.refusals().sendAgain("picky", StoredAlert.of(refusal.alert(), "R", "h", false, document));
    service.wakeSinks();

    assertThat(sink.next()).isEqualTo(refusal.alert());
    await().until(() -> store.refusals().all().isEmpty());
    service.stop();
    assertThat(sink.taken).isEmpty();
  }

  /** Agents on A and B that number their events alike: two alerts raised, one delivered. */
  @Test
  void equalEventIdsOfTwoHostsAreTwoAlertsAndAKnownOneIsCounted() throws Exception {
    TestSource source = new TestSource();
    TestSink sink = new TestSink("sink");
    Service service = service(1, source, sink);
    service.start();
    List<String> lines = new ArrayList<>();
    for (String host : List.of("A", "B")) {
      lines.add(Step.exec("4711", 0).on(host).line());
      lines.add(Step.connection("4712", 10).on(host).line());
      lines.add(
          Step.connection("later", 600_000).on(host).with("destination.ip", "10.0.0.1").line());
    }
    source.give(0, lines);
    assertThat(List.of(sink.next(), sink.next())).doesNotHaveDuplicates();
    service.stop();

    TestSource again = new TestSource();
    service = service(1, again, sink);
    service.start();
    again.give(0, lines.subList(0, 2)); // the clock of host A is forgotten
    again.give(0, lines.subList(2, 3));

    assertThat(meters.counter("weir.alerts.known").count()).isOne();
    service.stop();
    assertThat(sink.taken).isEmpty();
  }

  /** 100 noisy alerts, then those of another host: its first is delivered, its second kept. */
  @Test
  void whatTheCapSuppressesCanBeRead() throws Exception {
    TestSource source = new TestSource();
    TestSink sink = new TestSink("sink");
    Service service =
        new Service(
            new Detection(
                ShippedRules.get(),
                Duration.ofMinutes(1),
                true,
                (rules, none) -> detector(1).maxAlerts(100, Duration.ofMinutes(5))),
            Store.open(folder.resolve("weir.db"), () -> now),
            List.of(source),
            List.of(sink),
            Duration.ofDays(1),
            troubles,
            meters,
            () -> now);
    service.start();
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 102; i++) {
      String host = i < 100 ? "noisy" : "victim";
      lines.add(Step.exec("e" + i, i * 20).on(host).of("p" + i).line());
      lines.add(Step.connection("n" + i, i * 20 + 10).on(host).of("p" + i).line());
    }
    for (String host : List.of("noisy", "victim")) {
      lines.add(Step.exec("after", 600_000).on(host).line());
    }
    source.give(0, lines);

    for (int i = 0; i < 101; i++) {
      sink.next();
    }
    await().until(() -> !service.alerts(SUPPRESSED, Long.MAX_VALUE, 10, 1 << 20).isEmpty());
    assertThat(service.alerts(SUPPRESSED, Long.MAX_VALUE, 10, 1 << 20))
        .singleElement()
        .satisfies(alert -> assertThat(alert.host()).isEqualTo("victim"))
        .satisfies(alert -> assertThat(new String(alert.document(), UTF_8)).contains("n101"));
    service.stop();
    assertThat(sink.taken).isEmpty();
  }

  @Test
  void metersShowTheLastSnapshot() throws Exception {
    TestSource source = new TestSource();
    TestSink down = new TestSink("down");
    down.fail = true;
    Service service = service(1, source, down);
    service.start();
    pair(source, 0);
    await().until(() -> troubles.now().containsKey("sink down"));
    assertThat(meters.get("weir.outbox.alerts").gauge().value()).isZero();

    now = now.plusSeconds(60);
    service.refreshMeters();
    assertThat(meters.get("weir.outbox.alerts").gauge().value()).isOne();
    assertThat(meters.get("weir.outbox.age.seconds").gauge().value()).isEqualTo(60);
    assertThat(meters.get("weir.alerts").functionCounter().count()).isOne();
    assertThat(meters.get("weir.source.documents").counter().count()).isEqualTo(3);
    service.stop();
  }

  @Test
  void nothingIsCommittedAfterAChunkThatCouldNotBeWritten() throws Exception {
    Path file = folder.resolve("choking.db");
    Store.open(file, () -> now).close();
    try (Connection store = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = store.createStatement()) {
      statement.execute(
          "CREATE TRIGGER choke BEFORE INSERT ON position WHEN NEW.position = '1'"
              + " BEGIN SELECT RAISE(ABORT, 'no room for this'); END");
    }
    TestSource source = new TestSource();
    Service service = service(file, 1, source);
    service.start();
    List<CompletableFuture<List<ItemFault>>> safe = new ArrayList<>();
    safe.add(source.offer(0, List.of(Step.exec("e1", 0).line())));
    await().until(() -> troubles.now().containsKey("store"));
    assertThat(safe.get(0)).isNotDone();
    safe.add(source.offer(1, List.of(Step.exec("e2", 0).of("p2").line())));
    service.stop();

    assertThat(safe).allMatch(CompletableFuture::isCompletedExceptionally);
    try (Store store = Store.open(file, () -> now)) {
      assertThat(store.positions()).isEmpty();
      assertThat(store.pending()).isEmpty();
    }
  }

  @Test
  void aPeriodicTaskThatThrowsIsATroubleByNameAndPreventsNoOther() throws Exception {
    Service service = service(1, new TestSource());
    List<String> ran = new ArrayList<>();
    service.everyMinute(
        "a broken one",
        () -> {
          throw new StackOverflowError("for a test");
        });
    service.everyMinute("one more", () -> ran.add("one more"));
    service.stop(); // runs them once more
    assertThat(ran).containsExactly("one more");
    assertThat(troubles.now())
        .containsEntry("task a broken one", "failed, and is tried again: for a test");
  }

  @Test
  void aSourceThatFailsEndsTheService() throws Exception {
    TestSource source = new TestSource();
    source.failure = new OutOfMemoryError("for a test");
    Service service = service(1, source);
    service.start();

    assertThatIllegalStateException()
        .isThrownBy(service::awaitSources)
        .withMessageContaining("OutOfMemoryError: for a test");
    service.stop();
  }

  @Test
  void anAlertNeedNotWaitAndIsRetractedAfterARestart() throws Exception {
    Path file = folder.resolve("early.db");
    early = true;
    TestSink sink = new TestSink("sink");
    TestSource source = new TestSource();
    Service service = service(file, 1, source, sink);
    service.start();
    source.give(Step.exec("e1", 0).line(), Step.connection("n1", 900).line());
    String wrong = sink.next(); // though no time has passed
    source.give(Step.exec("e2", 500).line()); // comes late, and takes the place of e1
    service.stop();

    source = new TestSource();
    service = service(file, 1, source, sink);
    service.start();
    source.give(Step.exec("after", 600_000).line());
    assertThat(sink.next()).as("the alert with e2").isNotEqualTo(wrong);
    await()
        .until(
            () -> {
              now = now.plusSeconds(10); // the pushed clock does not jump
              return sink.taken.contains(wrong + "-retracted");
            });
    assertThat(meters.counter("weir.alerts.retracted").count()).isOne();
    service.stop();
  }

  private void pair(TestSource source, int i) throws Exception {
    int at = i * 1_000_000;
    source.give(Step.exec("e" + i, at).line(), Step.connection("n" + i, at + 10).line());
    source.give(Step.exec("after" + i, at + 500_000).line());
  }

  private Service service(int lanes, Source source, Sink... sinks) throws Exception {
    return service(folder.resolve("weir.db"), lanes, source, sinks);
  }

  private Service service(Path file, int lanes, Source source, Sink... sinks) throws Exception {
    return service(Store.open(file, () -> now), lanes, source, sinks);
  }

  private Service service(Store store, int lanes, Source source, Sink... sinks) throws Exception {
    return new Service(
        new Detection(
            ShippedRules.get(),
            Duration.ofMinutes(1),
            early,
            (rules, none) ->
                detector(lanes).maxAhead(early ? Duration.ZERO : Duration.ofMinutes(5))),
        store,
        List.of(source),
        List.of(sinks),
        Duration.ofDays(1),
        troubles,
        meters,
        () -> now);
  }

  private static Detector.Builder detector(int lanes) {
    return Detector.builder(ShippedRules.get())
        .lateness(LATENESS)
        .lanes(lanes)
        .maxAlerts(Integer.MAX_VALUE, Duration.ofMinutes(5));
  }

  /** A source of what a test gives it. */
  private static final class TestSource implements Source {
    private final CompletableFuture<Feed> feed = new CompletableFuture<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable Error failure;

    @Override
    public String name() {
      return "given";
    }

    @Override
    public void run(Feed to) throws InterruptedException {
      Error error = failure;
      if (error != null) {
        throw error;
      }
      feed.complete(to);
      closed.await();
    }

    @Override
    public void close() {
      closed.countDown();
    }

    Map<String, String> positions() {
      return feed.join().positions("given");
    }

    List<ItemFault> give(String... lines) throws Exception {
      return give(0, List.of(lines));
    }

    List<ItemFault> give(int from, List<String> lines) throws Exception {
      return offer(from, lines).get(1, TimeUnit.MINUTES);
    }

    CompletableFuture<List<ItemFault>> offer(int from, List<String> lines)
        throws InterruptedException {
      List<Item> items = new ArrayList<>();
      for (String line : lines) {
        byte[] bytes = line.getBytes(UTF_8);
        items.add(new Item(bytes, 0, bytes.length, "stream", items.size() + 1));
      }
      Map<String, String> position = Map.of("stream", "" + (from + lines.size()));
      return feed.join().take(new Chunk("given", items, position));
    }
  }

  /** A sink that collects the ids of alerts. */
  private static final class TestSink implements Sink {
    private final String name;
    private final BlockingQueue<String> taken = new LinkedBlockingQueue<>();
    private volatile boolean fail;
    private boolean refuseFirst;

    TestSink(String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public List<RefusedAlert> deliver(List<StoredAlert> alerts) throws IOException {
      if (fail) {
        throw new IOException("it is down");
      }
      List<RefusedAlert> refused = new ArrayList<>();
      for (StoredAlert alert : alerts) {
        if (refuseFirst) {
          refuseFirst = false;
          refused.add(new RefusedAlert(alert, "not this one"));
        } else {
          taken.add(alert.id());
        }
      }
      return refused;
    }

    String next() throws InterruptedException {
      String next = taken.poll(1, TimeUnit.MINUTES);
      assertThat(next).as("an alert for %s", name).isNotNull();
      return next;
    }

    @Override
    public void close() {}
  }
}
