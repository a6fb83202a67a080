package dev.weir.internal.service.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.internal.service.http.HttpServer;
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
 * Streams of server-sent events, one for each open page. An event only says that something has
 * changed, so a page that missed some is right again after the next one. Safe for any thread.
 */
final class Changes implements AutoCloseable {

  private static final int MAX_STREAMS = 100;
  private static final Duration BETWEEN = Duration.ofMillis(500);

  /** After this many looks, a comment shows whether the page is still there. */
  private static final int SILENT = 30;

  private final LongSupplier version;
  private final Set<Stream> streams = ConcurrentHashMap.newKeySet();
  private final Periodic look;

  /** Streams about a number that changes with what the pages show. */
  Changes(LongSupplier version) {
    this.version = version;
    this.look = Periodic.start("weir-console", BETWEEN, this::look, failure -> {});
  }

  /** Answers a request with a stream; false if there are too many. */
  boolean add(Request request, Response response, Callback callback) {
    if (streams.size() >= MAX_STREAMS) {
      return false;
    }
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream");
    Stream stream = new Stream(request, response, callback, version.getAsLong());
    streams.add(stream);
    stream.send("retry: 1000\nevent: version\ndata: " + stream.seen + "\n\n");
    return true;
  }

  private void look() {
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
        return; // a page that does not read is told later, once
      }
      if (now != seen) {
        seen = now;
        send("event: version\ndata: " + now + "\n\n");
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
      HttpServer.keep(request); // a stream is silent for long, which is no fault of the page
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
