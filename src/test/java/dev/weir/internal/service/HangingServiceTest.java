package dev.weir.internal.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weir.Detector;
import dev.weir.internal.service.health.Troubles;
import dev.weir.internal.service.source.Chunk;
import dev.weir.internal.service.source.Feed;
import dev.weir.internal.service.source.Item;
import dev.weir.internal.service.source.ItemFault;
import dev.weir.internal.service.source.Source;
import dev.weir.internal.service.store.Store;
import dev.weir.internal.watch.HungException;
import dev.weir.rule.RuleSet;
import dev.weir.testkit.Loop;
import dev.weir.testkit.Step;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a service does about rules that hang, in one process. */
@SuppressWarnings("try") // some resources only have to be closed
class HangingServiceTest {

  private static final Duration BOUND = Duration.ofSeconds(2);

  private final Troubles troubles = new Troubles();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Given source = new Given();
  @TempDir private Path folder;

  @Test
  void aSourceContinuesFromWhatIsStoredOnlyAfterItHasAsked() throws Exception {
    Service service = service(Loop.rules("bad"));
    try (Loop loop = new Loop()) {
      service.start();
      source.take(1, Step.exec("e1", 0)).get(1, TimeUnit.MINUTES);
      CompletableFuture<List<ItemFault>> lost = source.take(2, Step.exec("e2", 0).on("bad"));
      assertThatThrownBy(() -> lost.get(1, TimeUnit.MINUTES))
          .isInstanceOf(ExecutionException.class)
          .hasMessageContaining("a rule did not end");
      await().until(() -> troubles.now().containsKey(LeftOutRules.RULES));
      // what was on its way would hide that e2 is lost
      await()
          .untilAsserted(
              () ->
                  assertThatThrownBy(() -> source.take(3, Step.exec("e3", 0)).get())
                      .hasMessageContaining("read again from the saved position"));
      assertThat(source.positions()).containsEntry("stream", "1");
      source.take(2, Step.exec("e2", 0).on("bad")).get(1, TimeUnit.MINUTES);
      assertThat(source.positions()).containsEntry("stream", "2");
    }
    service.stop();
  }

  /** The thread that was given up goes on at the end of the test, and raises an alert. */
  @Test
  void whatAnAbandonedThreadFindsIsNotStored() throws Exception {
    Service service = service(Loop.rules("bad"));
    try (Loop loop = new Loop()) {
      service.start();
      CompletableFuture<List<ItemFault>> lost =
          source.take(
              1,
              Step.exec("e1", 0).on("good"),
              Step.exec("stuck", 0).on("bad"),
              Step.connection("n1", 10).on("good"));
      assertThatThrownBy(() -> lost.get(1, TimeUnit.MINUTES))
          .hasMessageContaining("a rule did not end");
      await().until(() -> troubles.notices().containsKey(LeftOutRules.THREADS));
    }
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> !troubles.notices().containsKey(LeftOutRules.THREADS));
    service.stop();
    try (Store store = Store.open(folder.resolve("weir.db"), InstantSource.system())) {
      assertThat(store.pending()).isEmpty();
      assertThat(store.positions()).isEmpty();
      store.setSinks(Set.of("any"));
      assertThat(store.depth("any").alerts()).isZero();
    }
  }

  @Test
  void aFourthStuckThreadEndsTheService() throws Exception {
    Service service = service(Loop.rules("a", "b", "c", "d"));
    try (Loop loop = new Loop()) {
      service.start();
      for (String host : List.of("a", "b", "c", "d")) {
        await()
            .atMost(Duration.ofMinutes(1))
            .until(
                () -> { // again, if there was no detector just then
                  source.take(0, Step.exec("e", 0).on(host)).handle((done, failed) -> true).get();
                  return meters.find("weir.rule.hangs").tag("rule", host).counter() != null;
                });
      }
      assertThatThrownBy(service::awaitSources)
          .isInstanceOf(HungException.class)
          .hasMessageContaining("rule \"d\" does not end")
          .hasMessageContaining("4 threads are stuck in rules");
    }
    service.stop();
  }

  @Test
  void aHangInWhatIsPendingAtTheStartIsLeftOutToo() throws Exception {
    Service first = service(Loop.rules());
    first.start();
    source.take(1, Step.exec("e1", 0).on("bad")).get(1, TimeUnit.MINUTES);
    first.stop();

    try (Loop loop = new Loop()) {
      Service second = service(Loop.rules("bad"));
      assertThat(troubles.now().get(LeftOutRules.RULES)).contains("rule \"bad\" does not end");
      second.stop();
    }
  }

  private Service service(RuleSet rules) throws Exception {
    return new Service(
        new Detection(
            rules,
            BOUND,
            true,
            (used, baseline) -> Detector.builder(used).baseline(baseline).lateness(Duration.ZERO)),
        Store.open(folder.resolve("weir.db"), InstantSource.system()),
        List.of(source),
        List.of(),
        Duration.ofDays(1),
        troubles,
        meters,
        InstantSource.system());
  }

  /** A source of what a test gives it. */
  private static final class Given implements Source {
    private final CompletableFuture<Feed> feed = new CompletableFuture<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    @Override
    public String name() {
      return "given";
    }

    @Override
    public void run(Feed to) {
      feed.complete(to);
      closed.join();
    }

    @Override
    public void close() {
      closed.complete(null);
    }

    Map<String, String> positions() {
      return feed.join().positions("given");
    }

    CompletableFuture<List<ItemFault>> take(int position, Step... steps) throws Exception {
      List<Item> items = new ArrayList<>();
      for (Step step : steps) {
        byte[] bytes = step.line().getBytes(UTF_8);
        items.add(new Item(bytes, 0, bytes.length, "stream", items.size() + 1L));
      }
      return feed.join()
          .take(
              new Chunk(
                  "given", items, position == 0 ? Map.of() : Map.of("stream", "" + position)));
    }
  }
}
