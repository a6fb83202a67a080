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
 * The lines of a stream, such as standard input, plain or gzip, until it ends. It has no positions:
 * what was read before a crash and not saved is lost, unless the sender sends it again.
 */
public final class StreamSource implements Source {

  private static final int MOST_ITEMS = 1_000;
  private static final long MOST_BYTES = 1 << 20;
  private static final int UNDER_WAY = 8;

  private final String name;
  private final InputStream stream;
  private final CompletableFuture<Void> closed = new CompletableFuture<>();

  /**
   * A stream to read.
   *
   * @param name what the operator calls it
   * @param stream the stream, plain or gzip, which nothing is read of before {@link #run}; left
   *     open
   */
  public StreamSource(String name, InputStream stream) {
    this.name = name;
    this.stream = stream;
  }

  @Override
  public String name() {
    return name;
  }

  /**
   * Brings the lines. A read that waits for a line ends only with the stream or with its next
   * bytes.
   */
  @Override
  public void run(Feed feed) throws IOException, InterruptedException {
    LineInput input = LineInput.stream(stream, name);
    InputStream in = input.lines();
    Lines lines = new Lines(in, EventReader.MAX_LINE);
    InFlightChunks underWay = new InFlightChunks(UNDER_WAY, closed);
    List<Item> items = new ArrayList<>();
    long bytes = 0;
    try {
      for (byte[] line = lines.next(); line != null && !closed.isDone(); line = lines.next()) {
        if (!lines.isBlank()) {
          items.add(new Item(line, 0, line.length, input.name(), lines.number()));
          bytes += line.length;
        }
        boolean full = items.size() >= MOST_ITEMS || bytes >= MOST_BYTES;
        if (full || (!items.isEmpty() && !lines.isReady() && in.available() == 0)) {
          underWay.give(new Chunk(name, items, Map.of()), feed);
          items = new ArrayList<>();
          bytes = 0;
        }
      }
      if (!items.isEmpty() && !closed.isDone()) {
        underWay.give(new Chunk(name, items, Map.of()), feed);
      }
      underWay.finish();
    } catch (InFlightChunks.NotSaved e) {
      throw new IOException("what was read could not be saved: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    closed.complete(null);
  }
}
