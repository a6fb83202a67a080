package dev.weir.internal.service.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.internal.thread.Periodic;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Streams of server-sent events, one for each client. An event only says that something has
 * changed, so a client that missed some is right again after the next one. Safe for any thread.
 */
public final class EventStreams implements AutoCloseable {

  private static final int MAX_STREAMS = 100;
  private static final Duration BETWEEN = Duration.ofMillis(500);

  /** After this many looks, a comment shows whether the client is still there. */
  private static final int SILENT = 30;

  private final String event;
  private final LongSupplier version;
  private final Set<Stream> streams = ConcurrentHashMap.newKeySet();
  private final Periodic look;

  /**
   * Streams about a number that changes with what clients show.
   *
   * @param event the name of the events
   */
  public EventStreams(String event, LongSupplier version) {
    this.event = event;
    this.version = version;
    this.look = Periodic.start("weir-changes", BETWEEN, this::look, failure -> {});
  }

  /** Answers a request with a stream; false if there are too many. */
  public boolean add(Request request, Response response, Callback callback) {
    if (streams.size() >= MAX_STREAMS) {
      return false;
    }
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream");
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    Stream stream = new Stream(request, response, callback, version.getAsLong());
    streams.add(stream);
    stream.send("retry: 1000\n" + message(stream.seen));
    return true;
  }

  private String message(long now) {
    return "event: %s\ndata: {\"version\":%d}\n\n".formatted(event, now);
  }

  private void look() {
    if (streams.isEmpty()) {
      return; // the version is a query
    }
    long now = version.getAsLong();
    streams.forEach(stream -> stream.look(now));
  }

  /** Ends all streams, so that the server need not wait for them. */
  @Override
  public void close() {
    look.close();
    streams.forEach(Stream::end);
  }

  /** One stream; at most one write is under way. */
  private final class Stream implements Callback {
    private final Request request;
    private final Response response;
    private final Callback callback;
    private long seen;
    private int silent;
    private boolean writing;
    private boolean ended;

    Stream(Request request, Response response, Callback callback, long seen) {
      this.request = request;
      this.response = response;
      this.callback = callback;
      this.seen = seen;
    }

    synchronized void look(long now) {
      if (writing || ended) {
        return; // a client that does not read is told later, once
      }
      if (now != seen) {
        seen = now;
        send(message(now));
      } else if (++silent > SILENT) {
        send(":\n\n");
      }
    }

    synchronized void send(String text) {
      silent = 0;
      writing = true;
      response.write(false, ByteBuffer.wrap(text.getBytes(UTF_8)), this);
    }

    @Override
    public synchronized void succeeded() {
      writing = false;
      HttpServer.keep(request); // a stream is silent for long, which is no fault of the client
    }

    @Override
    public void failed(Throwable failure) {
      streams.remove(this);
      callback.failed(failure);
    }

    synchronized void end() {
      if (!ended) {
        ended = true;
        streams.remove(this);
        response.write(true, ByteBuffer.allocate(0), callback);
      }
    }
  }
}
