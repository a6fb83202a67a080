package dev.weir.internal.service.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.internal.service.health.Troubles;
import dev.weir.internal.service.search.SearchException;
import dev.weir.internal.service.search.SearchSettings;
import dev.weir.testkit.OpenSearchNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

class SearchSourceTest {

  private static final Instant START = Instant.parse("2025-06-01T12:00:00Z");

  private final OpenSearchNode node = OpenSearchNode.shared();
  private final Troubles troubles = new Troubles();
  private final Memory feed = new Memory();
  private Instant now = START;
  private String index = "";
  private int pageSize = 10;

  @BeforeEach
  void makeIndex(TestInfo test) {
    index = "events-" + test.getTestMethod().orElseThrow().getName().toLowerCase(Locale.ROOT);
    node.call(
        "PUT",
        "/" + index,
        "{\"settings\":{\"number_of_shards\":3,\"number_of_replicas\":0},"
            + "\"mappings\":{\"properties\":{\"@timestamp\":{\"type\":\"date\"}}}}");
  }

  @Test
  void findsEveryEventOnceEvenWithEqualTimes() throws Exception {
    put(0, 500, START.minusSeconds(60));
    put(500, 600, START.minusSeconds(61));

    source().poll(feed);

    assertThat(feed.events).containsExactlyInAnyOrderElementsOf(names(0, 600));
    assertThat(feed.events.subList(0, 100)).containsExactlyInAnyOrderElementsOf(names(500, 600));
  }

  @Test
  void findsLateEventsWithinTheLookBackOnce() throws Exception {
    SearchSource source = source();
    put(0, 30, START.minusSeconds(5));
    source.poll(feed);
    put(30, 45, START.minusSeconds(500));
    put(45, 50, START.minusSeconds(5));
    now = START.plusSeconds(30);
    source.poll(feed);
    source.poll(feed);

    assertThat(feed.events).containsExactlyInAnyOrderElementsOf(names(0, 50));
  }

  @Test
  void continuesAfterARestartWithoutLosingOrRepeating() throws Exception {
    put(0, 40, START.minusSeconds(5));
    source().poll(feed);
    put(40, 80, START.minusSeconds(6));
    now = START.plusSeconds(60);
    source().poll(feed);

    assertThat(feed.events).containsExactlyInAnyOrderElementsOf(names(0, 80));
  }

  @Test
  void readsAgainOnlyChunksThatWereNotSaved() throws Exception {
    put(0, 95, START.minusSeconds(5));
    for (int crashAfter = 0; crashAfter < 9; crashAfter++) {
      feed.chunksLeft = 1;
      assertThatThrownBy(() -> source().poll(feed)).isInstanceOf(IOException.class);
    }
    feed.chunksLeft = Integer.MAX_VALUE;
    source().poll(feed);

    assertThat(feed.events).containsExactlyInAnyOrderElementsOf(names(0, 95));
  }

  @Test
  void continuesAfterALongOutageOldestFirst() throws Exception {
    source().poll(feed);
    now = START.plus(Duration.ofDays(1));
    put(0, 50, START.plus(Duration.ofHours(2)));
    put(50, 100, START.plus(Duration.ofHours(1)));
    put(100, 110, now.minusSeconds(1));
    SearchSource source = source();
    source.poll(feed);

    assertThat(feed.events).hasSize(110);
    assertThat(feed.events.subList(0, 50)).containsExactlyInAnyOrderElementsOf(names(50, 100));
    assertThat(troubles.counts()).isEmpty();
    assertThat(source.lag()).isZero();
    // only hits within the look-back: the time, and the last 10 in one or two pages
    assertThat(feed.positions).hasSizeBetween(2, 3);
  }

  @Test
  void reportsWhatItSkipsBeyondMostBehind() throws Exception {
    source().poll(feed);
    now = START.plus(Duration.ofDays(9));
    put(0, 10, START.plus(Duration.ofDays(1)));
    put(10, 20, START.plus(Duration.ofDays(3)));
    source().poll(feed);

    assertThat(feed.events).containsExactlyInAnyOrderElementsOf(names(10, 20));
    assertThat(troubles.now().get("source s"))
        .contains("most-behind")
        .contains("2025-06-01T11:51:00Z and 2025-06-03T12:00:00Z");
  }

  @Test
  void recoversFromAClockThatWasWrong() throws Exception {
    now = START.plus(Duration.ofDays(30_000));
    source().poll(feed);
    now = START;
    put(0, 10, START.minusSeconds(1));
    source().poll(feed);

    assertThat(feed.events).hasSize(10);
    assertThat(troubles.now().get("source s")).contains("is in the future");
  }

  @Test
  void forgetsHitsBeforeTheLookBack() throws Exception {
    SearchSource source = source();
    for (int minute = 0; minute < 30; minute++) {
      put(minute, minute + 1, now.minusSeconds(1));
      source.poll(feed);
      now = now.plusSeconds(60);
    }

    assertThat(feed.events).containsExactlyElementsOf(names(0, 30));
    assertThat(feed.positions).hasSizeBetween(9, 11);
  }

  @Test
  void keepsDocumentsUnchanged() throws Exception {
    String odd =
        "{ \"@timestamp\" : \"2025-06-01T11:59:59Z\",\"n\":\"ä€😀\\u0000\" , \"x\":1.0e1 }";
    node.call("PUT", "/" + index + "/_doc/1?refresh=true", odd);
    source().poll(feed);

    assertThat(feed.documents).containsExactly(odd);
  }

  @Test
  void appliesTheQuery() throws Exception {
    put(0, 10, START.minusSeconds(1));
    source("{\"term\":{\"n\":3}}", index).poll(feed);

    assertThat(feed.events).containsExactly("3");
  }

  @Test
  void aMissingIndexIsATroubleUntilItExists() throws Exception {
    String missing = index + "-missing";
    SearchSource source = source("{\"match_all\":{}}", missing + "*");
    assertThatThrownBy(() -> source.poll(feed))
        .isInstanceOf(SearchException.class)
        .hasMessageContaining("no index or data stream matches " + missing + "*; check index");

    Thread running = new Thread(() -> run(source));
    running.start();
    await(() -> !troubles.now().isEmpty());
    index = missing + "-1";
    put(0, 10, START.minusSeconds(1));
    await(() -> feed.events.size() == 10 && troubles.now().isEmpty());
    source.close();
    running.join(30_000);
    assertThat(running.isAlive()).isFalse();
  }

  @Test
  void startsAtItsFirstTryEvenIfThatFailed() throws Exception {
    assertThatThrownBy(() -> source("{\"match_all\":{}}", "later-" + index).poll(feed))
        .hasMessageContaining("later-" + index);
    now = START.plus(Duration.ofHours(1));
    put(0, 10, START.minusSeconds(5));
    source().poll(feed);

    assertThat(feed.events).containsExactlyInAnyOrderElementsOf(names(0, 10));
  }

  @Test
  void reportsAPageSizeBelowTheShards() throws Exception {
    pageSize = 1;
    put(0, 50, START.minusSeconds(1));
    assertThatThrownBy(() -> source().poll(feed)).hasMessageContaining("page-size");
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.onSpinWait();
    }
  }

  private void run(SearchSource source) {
    try {
      source.run(feed);
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private SearchSource source() throws IOException {
    return source("{\"match_all\":{}}", index);
  }

  private SearchSource source(String query, String pattern) throws IOException {
    SearchSettings server = SearchSettings.defaults(List.of(node.url()));
    SearchSourceSettings settings =
        new SearchSourceSettings(
            "s",
            server,
            pattern,
            query,
            Duration.ofMillis(1),
            Duration.ofMinutes(9),
            Duration.ofDays(7),
            pageSize);
    return new SearchSource(settings, troubles, () -> now);
  }

  private void put(int from, int to, Instant timestamp) {
    StringBuilder bulk = new StringBuilder();
    for (int i = from; i < to; i++) {
      bulk.append("{\"create\":{\"_id\":\"").append(i).append("\"}}\n{\"@timestamp\":\"");
      bulk.append(timestamp).append("\",\"n\":").append(i).append("}\n");
    }
    assertThat(
            node.call("POST", "/" + index + "/_bulk?refresh=true", bulk.toString())
                .get("errors")
                .asBoolean())
        .isFalse();
  }

  private static List<String> names(int from, int to) {
    return IntStream.range(from, to).mapToObj(Integer::toString).toList();
  }

  /** Saves each chunk as a whole or not at all. */
  private static final class Memory implements Feed {
    final List<String> documents = new CopyOnWriteArrayList<>();
    final List<String> events = new CopyOnWriteArrayList<>();
    final Map<String, String> positions = new HashMap<>();
    int chunksLeft = Integer.MAX_VALUE;

    @Override
    public CompletableFuture<List<ItemFault>> take(Chunk chunk) {
      if (chunksLeft-- <= 0) {
        return CompletableFuture.failedFuture(new IllegalStateException("crash"));
      }
      List<String> texts = new ArrayList<>();
      for (Item item : chunk.items()) {
        texts.add(
            new String(item.bytes(), item.from(), item.to() - item.from(), StandardCharsets.UTF_8));
      }
      documents.addAll(texts);
      texts.forEach(text -> events.add(text.replaceAll(".*\"n\":(\\d+).*", "$1")));
      chunk
          .positions()
          .forEach(
              (part, position) -> {
                if (position.isEmpty()) {
                  positions.remove(part);
                } else {
                  positions.put(part, position);
                }
              });
      return CompletableFuture.completedFuture(List.of());
    }

    @Override
    public Map<String, String> positions(String source) {
      return Map.copyOf(positions);
    }
  }
}
