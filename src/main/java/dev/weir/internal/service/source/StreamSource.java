package dev.weir.internal.service.source;

import dev.weir.internal.read.EventReader;
import dev.weir.internal.read.Lines;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * A source that reads the lines of a stream, such as standard input, plain or gzip. It has no
 * positions: lines that were not saved before a crash are lost unless they are sent again.
 */
public final class StreamSource implements Source {

  private static final int MAX_ITEMS = 1_000;
  private static final long MAX_BYTES = 1 << 20;
  private static final int MAX_IN_FLIGHT = 8;

  private final String name;
  private final InputStream stream;
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

  /** Reads the lines. Closing the source does not end a blocked read. */
  @Override
  public void run(Feed feed) throws IOException, InterruptedException {
    LineInput input = LineInput.stream(stream, name);
    InputStream in = input.lines();
    Lines lines = new Lines(in, EventReader.MAX_LINE);
    InFlightChunks inFlight = new InFlightChunks(MAX_IN_FLIGHT, closed);
    List<Item> items = new ArrayList<>();
    long bytes = 0;
    try {
      for (byte[] line = lines.next(); line != null && !closed.isDone(); line = lines.next()) {
        if (!lines.isBlank()) {
          items.add(new Item(line, 0, line.length, input.name(), lines.number()));
          bytes += line.length;
        }
        boolean full = items.size() >= MAX_ITEMS || bytes >= MAX_BYTES;
        if (full || (!items.isEmpty() && !lines.isReady() && in.available() == 0)) {
          inFlight.add(new Chunk(name, items, Map.of()), feed);
          items = new ArrayList<>();
          bytes = 0;
        }
      }
      if (!items.isEmpty() && !closed.isDone()) {
        inFlight.add(new Chunk(name, items, Map.of()), feed);
      }
      inFlight.awaitAll();
    } catch (InFlightChunks.NotSavedException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    closed.complete(null);
  }
}
