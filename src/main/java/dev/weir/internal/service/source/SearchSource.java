package dev.weir.internal.service.source;

import dev.weir.internal.service.health.Backoff;
import dev.weir.internal.service.health.Troubles;
import dev.weir.internal.service.search.Hit;
import dev.weir.internal.service.search.SearchClient;
import dev.weir.internal.service.search.SearchException;
import dev.weir.internal.service.search.SearchScan;
import dev.weir.internal.service.source.InFlightChunks.NotSavedException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A source that repeatedly searches Elasticsearch or OpenSearch for new events. It finds an event
 * that becomes searchable within the look-back after its {@code @timestamp}, and gives it to the
 * feed once: everything before a certain time is complete, and the hits seen after it are part of
 * the feed's positions.
 */
public final class SearchSource implements Source {

  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
  private static final Duration MAX_WAIT = Duration.ofMinutes(1);

  private final SearchSourceSettings settings;
  private final SearchClient client;
  private final Troubles troubles;
  private final InstantSource clock;
  private final Backoff backoff = new Backoff(FIRST_WAIT, MAX_WAIT);
  private final long lookBack;
  private final CompletableFuture<Void> closed = new CompletableFuture<>();

  /** One chunk is saved while the next page is searched. */
  private InFlightChunks inFlight = new InFlightChunks(1, closed);

  /** All events before this time have been found; 0 before the first search. */
  private volatile long reached;

  private @Nullable SeenHits seen;

  /** A source that connects with the first search. */
  public SearchSource(SearchSourceSettings settings, Troubles troubles, InstantSource clock)
      throws IOException {
    this.settings = settings;
    this.client = new SearchClient(settings.server());
    this.troubles = troubles;
    this.clock = clock;
    this.lookBack = settings.lookBack().toMillis();
  }

  @Override
  public String name() {
    return settings.name();
  }

  @Override
  public String place() {
    return settings.index() + " at " + settings.server().places();
  }

  @Override
  public void run(Feed feed) throws IOException, InterruptedException {
    boolean running = true;
    while (running && !closed.isDone()) {
      try {
        poll(feed);
        troubles.over(part());
        backoff.reset();
        running = backoff.await(settings.interval());
      } catch (SearchException | NotSavedException e) {
        if (!closed.isDone()) {
          troubles.met(part(), String.valueOf(e.getMessage()));
        }
        running = backoff.await();
      }
    }
  }

  /** Searches once, and returns when everything found is saved. */
  void poll(Feed feed) throws SearchException, NotSavedException, InterruptedException {
    try {
      search(feed);
      inFlight.awaitAll();
    } catch (NotSavedException e) {
      inFlight = new InFlightChunks(1, closed);
      seen = null; // to search again from the saved position
      throw e;
    }
  }

  private void search(Feed feed) throws SearchException, NotSavedException, InterruptedException {
    long now = clock.millis();
    SeenHits known = start(feed, now);
    long from = known.completeUntil();
    if (from >= now) {
      return;
    }
    SearchScan.Request request =
        new SearchScan.Request(settings.index(), settings.query(), from, now, settings.pageSize());
    try (SearchScan scan = SearchScan.open(client, request)) {
      boolean more = true;
      while (more && !closed.isDone()) {
        List<Hit> hits = scan.next();
        more = hits.size() == settings.pageSize();
        long last = more ? hits.get(hits.size() - 1).timestamp() : now;
        save(feed, known, known.unseen(hits), Math.max(from, Math.min(last, now - lookBack)));
        reached = last;
      }
    }
  }

  /** Where to continue: where it stopped, unless that is too long ago or in the future. */
  private SeenHits start(Feed feed, long now) throws NotSavedException, InterruptedException {
    if (seen == null) {
      seen = new SeenHits(feed.positions(settings.name()), now - lookBack);
      reached = seen.completeUntil();
      // a restart before the first search must not start later
      save(feed, seen, List.of(), seen.completeUntil());
    }
    long until = seen.completeUntil();
    long earliest = now - settings.mostBehind().toMillis();
    if (until < earliest) {
      troubles.met(
          part(),
          "the last search is longer ago than most-behind: events between %s and %s are skipped"
              .formatted(Instant.ofEpochMilli(until), Instant.ofEpochMilli(earliest)));
      save(feed, seen, List.of(), earliest);
    } else if (until > now) {
      troubles.met(
          part(),
          "the stored position is in the future (was the clock wrong?): events between %s and %s may be missed"
              .formatted(Instant.ofEpochMilli(now - lookBack), Instant.ofEpochMilli(until)));
      save(feed, seen, List.of(), now - lookBack);
    }
    return seen;
  }

  private void save(Feed feed, SeenHits known, List<Hit> hits, long completeUntil)
      throws NotSavedException, InterruptedException {
    Map<String, String> positions = known.add(hits, completeUntil);
    if (hits.isEmpty() && positions.isEmpty()) {
      return;
    }
    List<Item> items = hits.stream().map(SearchSource::item).toList();
    inFlight.add(new Chunk(name(), items, positions), feed);
  }

  private static Item item(Hit hit) {
    return new Item(hit.bytes(), hit.from(), hit.to(), hit.index() + "/_doc/" + hit.id(), 1);
  }

  @Override
  public long lag() {
    return reached == 0 ? -1 : Math.max(0, clock.millis() - reached);
  }

  @Override
  public void close() {
    closed.complete(null);
    backoff.end();
    client.close();
  }
}
