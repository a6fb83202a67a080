package dev.weir.internal.service.source;

import dev.weir.internal.read.EventReader;
import dev.weir.internal.read.Lines;
import dev.weir.internal.service.health.Backoff;
import dev.weir.internal.thread.TaskThread;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * A source that reads the lines of a stream, such as standard input, plain or gzip. It has no
 * positions: lines that were not saved before a crash are lost unless they are sent again.
 */
public final class StreamSource implements Source {

  private static final int MAX_ITEMS = 1_000;
  private static final long MAX_BYTES = 1 << 20;
  private static final int MAX_IN_FLIGHT = 8;

  private record Given(Chunk chunk, CompletableFuture<List<ItemFault>> saved) {}

  private final String name;
  private final InputStream stream;
  private final Deque<Given> inFlight = new ArrayDeque<>();
  private final Backoff retry = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1));
  private final CompletableFuture<Void> closed = new CompletableFuture<>();

  /** A source for a stream that is left open. */
  public StreamSource(String name, InputStream stream) {
    this.name = name;
    this.stream = stream;
  }

  @Override
  public String name() {
    return name;
  }

  /** Reads the lines. Closing the source leaves behind a read that is blocked. */
  @Override
  public String place() {
    return "standard input";
  }

  @Override
  public void run(Feed feed) throws IOException, InterruptedException {
    TaskThread reader = new TaskThread("weir-read-" + name, 1);
    CompletableFuture<Boolean> ended =
        reader.call(
            () -> {
              read(feed);
              return true;
            });
    reader.close();
    try {
      CompletableFuture.anyOf(ended, closed).get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException fault) {
        throw fault;
      } else if (e.getCause() instanceof Error fault) {
        throw fault;
      }
      throw new IllegalStateException(String.valueOf(e.getCause()), e);
    }
  }

  private void read(Feed feed) throws IOException, InterruptedException {
    LineInput input = LineInput.stream(stream, name);
    InputStream in = input.lines();
    Lines lines = new Lines(in, EventReader.MAX_LINE);
    List<Item> items = new ArrayList<>();
    long bytes = 0;
    for (byte[] line = lines.next(); line != null && !closed.isDone(); line = lines.next()) {
      if (!lines.isBlank()) {
        items.add(new Item(line, 0, line.length, input.name(), lines.number()));
        bytes += line.length;
      }
      boolean full = items.size() >= MAX_ITEMS || bytes >= MAX_BYTES;
      if (full || (!items.isEmpty() && !lines.isReady() && in.available() == 0)) {
        give(new Chunk(name, items, Map.of()), feed);
        items = new ArrayList<>();
        bytes = 0;
      }
    }
    if (!items.isEmpty() && !closed.isDone()) {
      give(new Chunk(name, items, Map.of()), feed);
    }
    awaitSaved(0, feed);
  }

  private void give(Chunk chunk, Feed feed) throws InterruptedException {
    awaitSaved(MAX_IN_FLIGHT - 1, feed);
    inFlight.add(new Given(chunk, feed.take(chunk)));
  }

  /** Waits for the oldest chunks. One that was not saved is given again: nobody else has it. */
  private void awaitSaved(int left, Feed feed) throws InterruptedException {
    while (inFlight.size() > left && !closed.isDone()) {
      Given oldest = inFlight.element();
      try {
        CompletableFuture.anyOf(oldest.saved, closed).get();
        inFlight.remove();
      } catch (ExecutionException e) {
        inFlight.remove();
        retry.await();
        inFlight.addFirst(new Given(oldest.chunk, feed.take(oldest.chunk)));
      }
    }
  }

  @Override
  public void close() {
    closed.complete(null);
    retry.end();
  }
}
