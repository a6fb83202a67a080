package dev.weir.internal.service.source;

import dev.weir.internal.service.health.Backoff;
import dev.weir.internal.service.health.Troubles;
import dev.weir.internal.service.search.Hit;
import dev.weir.internal.service.search.SearchClient;
import dev.weir.internal.service.search.SearchException;
import dev.weir.internal.service.search.SearchScan;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Searches Elasticsearch or OpenSearch again and again for events that it has not brought yet. An
 * event is found if it becomes searchable within the look-back after its {@code @timestamp}, and is
 * brought once: all before a time is done, and what was brought after it is remembered, with the
 * feed's positions.
 */
public final class SearchSource implements Source {

  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  private final SearchSourceSettings settings;
  private final SearchClient client;
  private final Troubles troubles;
  private final InstantSource clock;
  private final String part;
  private final Backoff backoff = new Backoff(FIRST_WAIT, LONGEST_WAIT);
  private final long lookBack;
  private volatile boolean closed;

  /** Up to where everything that could be found was brought; 0 before the first search. */
  private volatile long reached;

  private @Nullable SeenHits taken;
  private CompletableFuture<List<ItemFault>> underWay =
      CompletableFuture.completedFuture(List.of());

  /**
   * A source that has not connected yet.
   *
   * @param settings what to search for
   * @param troubles is told what keeps it from working
   * @param clock tells the time, which is that of the events' clocks
   * @throws IOException if the file of certificates cannot be used; its message says why
   */
  public SearchSource(SearchSourceSettings settings, Troubles troubles, InstantSource clock)
      throws IOException {
    this.settings = settings;
    this.client = new SearchClient(settings.server());
    this.troubles = troubles;
    this.clock = clock;
    this.part = "source " + settings.name();
    this.lookBack = settings.lookBack().toMillis();
  }

  @Override
  public String name() {
    return settings.name();
  }

  @Override
  public void run(Feed feed) throws IOException, InterruptedException {
    boolean goOn = true;
    while (goOn && !closed) {
      try {
        poll(feed);
        troubles.over(part);
        backoff.reset();
        goOn = backoff.await(settings.interval());
      } catch (SearchException e) {
        if (!closed) {
          troubles.met(part, String.valueOf(e.getMessage()));
        }
        goOn = backoff.await();
      }
    }
  }

  /** Searches once, and returns when all that was found is safe. */
  void poll(Feed feed) throws IOException, InterruptedException {
    awaitTaken();
    long now = clock.millis();
    SeenHits known = begin(feed, now);
    long from = known.complete();
    if (from >= now) {
      return;
    }
    SearchScan.Request request =
        new SearchScan.Request(settings.index(), settings.query(), from, now, settings.pageSize());
    try (SearchScan scan = SearchScan.open(client, request)) {
      boolean more = true;
      while (more && !closed) {
        List<Hit> hits = scan.next();
        more = hits.size() == settings.pageSize();
        long last = more ? hits.get(hits.size() - 1).timestamp() : now;
        take(feed, known, hits, Math.max(from, Math.min(last, now - lookBack)));
        reached = last;
      }
    }
    awaitTaken();
  }

  /** Where to go on, which is where it stopped unless that is too long ago, or still to come. */
  private SeenHits begin(Feed feed, long now) throws InterruptedException {
    if (taken == null) {
      taken = new SeenHits(feed.positions(settings.name()), now - lookBack);
      reached = taken.complete();
      // a crash before the first search must not make it begin later
      keep(feed, taken, List.of(), taken.complete());
    }
    long earliest = now - settings.mostBehind().toMillis();
    if (taken.complete() < earliest) {
      skip(feed, taken, earliest, "is further behind than most-behind allows, and leaves out");
    } else if (taken.complete() > now) {
      skip(
          feed,
          taken,
          now - lookBack,
          "was ahead of the clock, which was wrong, and may have missed");
    }
    return taken;
  }

  private void skip(Feed feed, SeenHits known, long to, String why) throws InterruptedException {
    troubles.met(
        part,
        why
            + " events between "
            + Instant.ofEpochMilli(Math.min(known.complete(), to))
            + " and "
            + Instant.ofEpochMilli(Math.max(known.complete(), to)));
    keep(feed, known, List.of(), to);
  }

  /** Gives what is new of a page to the feed, once the page before it is safe. */
  private void take(Feed feed, SeenHits known, List<Hit> hits, long done)
      throws IOException, InterruptedException {
    awaitTaken();
    keep(feed, known, known.fresh(hits), done);
  }

  private void keep(Feed feed, SeenHits known, List<Hit> fresh, long done)
      throws InterruptedException {
    Map<String, String> positions = known.take(fresh, done);
    if (fresh.isEmpty() && positions.isEmpty()) {
      return;
    }
    List<Item> items = fresh.stream().map(SearchSource::item).toList();
    underWay = feed.take(new Chunk(name(), items, positions));
  }

  private static Item item(Hit hit) {
    return new Item(hit.bytes(), hit.from(), hit.to(), hit.index() + "/_doc/" + hit.id(), 1);
  }

  private void awaitTaken() throws IOException, InterruptedException {
    try {
      underWay.get();
    } catch (ExecutionException | CancellationException e) {
      if (!closed) {
        throw new IOException("what " + name() + " brought is not kept: " + e.getMessage(), e);
      }
    }
  }

  @Override
  public long lag() {
    return reached == 0 ? -1 : Math.max(0, clock.millis() - reached);
  }

  @Override
  public void close() {
    closed = true;
    backoff.end();
    client.close();
  }
}
