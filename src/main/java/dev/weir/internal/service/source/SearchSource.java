package dev.weir.internal.service.source;

import dev.weir.internal.service.health.Backoff;
import dev.weir.internal.service.health.ErrorText;
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
 * A source that repeatedly searches Elasticsearch or OpenSearch for new events. It finds an event
 * that becomes searchable within the look-back after its {@code @timestamp}, and gives it to the
 * feed once: everything before a certain time is complete, and the hits seen after it are part of
 * the feed's positions.
 */
public final class SearchSource implements Source {

  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
  private static final Duration MAX_WAIT = Duration.ofMinutes(1);

  /** Hits were not saved, and are searched again. */
  private static final class NotSaved extends IOException {
    private static final long serialVersionUID = 1L;

    NotSaved(String source, Exception reason) {
      super("the events of " + source + " were not saved: " + ErrorText.of(reason), reason);
    }
  }

  private final SearchSourceSettings settings;
  private final SearchClient client;
  private final Troubles troubles;
  private final InstantSource clock;
  private final String part;
  private final Backoff backoff = new Backoff(FIRST_WAIT, MAX_WAIT);
  private final long lookBack;
  private volatile boolean closed;

  /** All events before this time have been found; 0 before the first search. */
  private volatile long reached;

  private @Nullable SeenHits seen;
  private CompletableFuture<List<ItemFault>> inFlight =
      CompletableFuture.completedFuture(List.of());

  /** A source that connects with the first search. */
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
    boolean running = true;
    while (running && !closed) {
      try {
        poll(feed);
        troubles.over(part);
        backoff.reset();
        running = backoff.await(settings.interval());
      } catch (SearchException | NotSaved e) {
        if (!closed) {
          troubles.met(part, String.valueOf(e.getMessage()));
        }
        running = backoff.await();
      }
    }
  }

  /** Searches once, and returns when everything found is saved. */
  void poll(Feed feed) throws IOException, InterruptedException {
    awaitSaved();
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
      while (more && !closed) {
        List<Hit> hits = scan.next();
        more = hits.size() == settings.pageSize();
        long last = more ? hits.get(hits.size() - 1).timestamp() : now;
        awaitSaved();
        save(feed, known, known.unseen(hits), Math.max(from, Math.min(last, now - lookBack)));
        reached = last;
      }
    }
    awaitSaved();
  }

  /** Where to continue: where it stopped, unless that is too long ago or in the future. */
  private SeenHits start(Feed feed, long now) throws InterruptedException {
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
          part,
          "the last search is longer ago than most-behind: events between %s and %s are skipped"
              .formatted(Instant.ofEpochMilli(until), Instant.ofEpochMilli(earliest)));
      save(feed, seen, List.of(), earliest);
    } else if (until > now) {
      troubles.met(
          part,
          "the stored position is in the future (was the clock wrong?): events between %s and %s may be missed"
              .formatted(Instant.ofEpochMilli(now - lookBack), Instant.ofEpochMilli(until)));
      save(feed, seen, List.of(), now - lookBack);
    }
    return seen;
  }

  private void save(Feed feed, SeenHits known, List<Hit> hits, long completeUntil)
      throws InterruptedException {
    Map<String, String> positions = known.add(hits, completeUntil);
    if (hits.isEmpty() && positions.isEmpty()) {
      return;
    }
    List<Item> items = hits.stream().map(SearchSource::item).toList();
    inFlight = feed.take(new Chunk(name(), items, positions));
  }

  private static Item item(Hit hit) {
    return new Item(hit.bytes(), hit.from(), hit.to(), hit.index() + "/_doc/" + hit.id(), 1);
  }

  private void awaitSaved() throws IOException, InterruptedException {
    try {
      inFlight.get();
    } catch (ExecutionException | CancellationException e) {
      inFlight = CompletableFuture.completedFuture(List.of());
      seen = null; // to search again from the saved position
      if (!closed) {
        throw new NotSaved(name(), e);
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
