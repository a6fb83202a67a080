package dev.weir.internal.service;

import dev.weir.EventParser;
import dev.weir.event.Event;
import dev.weir.internal.service.health.Troubles;
import dev.weir.internal.service.store.KeptEvents;
import dev.weir.internal.service.store.KeptEvents.Kept;
import dev.weir.internal.thread.Periodic;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the events that rules could use to a file, for a short time. Detection never waits for it:
 * if the file is too slow or cannot be written, events are left out and counted.
 */
public final class EventKeeper implements AutoCloseable {

  private static final String PART = "kept events";
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  /** Bound on the bytes that wait to be written. */
  private static final long MAX_WAITING = 16 << 20;

  private static final int AT_ONCE = 1_000;

  private final Path file;
  private final Duration keep;
  private final long maxBytes;
  private final InstantSource clock;
  private final Counter dropped;
  private final EventParser parser = new EventParser();
  private final ArrayDeque<byte[]> waiting = new ArrayDeque<>();
  private final Periodic writing;
  private long waitingBytes;
  private @Nullable KeptEvents events;

  /** Opens the file when it is first needed, and tries again if that fails. */
  public EventKeeper(
      Path file,
      Duration keep,
      long maxBytes,
      Troubles troubles,
      MeterRegistry meters,
      InstantSource clock) {
    this.file = file;
    this.keep = keep;
    this.maxBytes = maxBytes;
    this.clock = clock;
    this.dropped =
        Counter.builder("weir.events.dropped")
            .description("Events that were not kept for explain and diff, or deleted early")
            .register(meters);
    this.writing =
        Periodic.start("weir-events", INTERVAL, this::write, end -> troubles.outcome(PART, end));
  }

  /** Takes events, and returns at once. */
  public void take(Collection<byte[]> documents) {
    int left = 0;
    synchronized (waiting) {
      for (byte[] document : documents) {
        if (waitingBytes + document.length <= MAX_WAITING) {
          waiting.add(document);
          waitingBytes += document.length;
        } else {
          left++;
        }
      }
    }
    dropped.increment(left);
  }

  /** Writes what waits. If that fails, it waits on. */
  synchronized void write() throws IOException {
    if (events == null) {
      events = KeptEvents.open(file, clock);
    }
    for (List<byte[]> some = first(); !some.isEmpty(); some = first()) {
      events.add(some.stream().map(document -> new Kept(host(document), document)).toList());
      written(some.size());
    }
  }

  private List<byte[]> first() {
    synchronized (waiting) {
      return new ArrayList<>(waiting.stream().limit(AT_ONCE).toList());
    }
  }

  private void written(int count) {
    synchronized (waiting) {
      for (int i = 0; i < count; i++) {
        waitingBytes -= waiting.remove().length;
      }
    }
  }

  private String host(byte[] document) {
    List<Event> parsed = parser.parse(document);
    return parsed.isEmpty() ? "" : parsed.get(0).hostKey();
  }

  /** Deletes what is too old or too much; to be called every minute. */
  public synchronized void deleteOld() throws IOException {
    if (events != null) {
      dropped.increment(events.deleteOld(keep, maxBytes));
    }
  }

  @Override
  public void close() throws IOException {
    writing.close();
    synchronized (this) {
      write();
      if (events != null) {
        events.close();
        events = null;
      }
    }
  }
}
