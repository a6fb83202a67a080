package dev.weir.internal.service.bulk;

import dev.weir.internal.service.bulk.ParseResult.Rejection;
import dev.weir.internal.service.health.Troubles;
import dev.weir.internal.service.http.HttpServer;
import dev.weir.internal.service.http.ListenSettings;
import dev.weir.internal.service.source.Feed;
import dev.weir.internal.service.source.Source;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * A source that receives documents as Elasticsearch's {@code _bulk} API does. A document is
 * acknowledged when the feed has saved it; until then its sender keeps it, so there are no
 * positions.
 */
public final class BulkSource implements Source {

  private final String name;
  private final BulkSettings settings;
  private final Troubles troubles;
  private final InFlightBytes inFlight;
  private final Map<Integer, LongAdder> statuses = new ConcurrentHashMap<>();

  /**
   * From the server's threads to the thread of {@link #run}, the only one that waits for the feed.
   * An empty element ends it.
   */
  private final BlockingQueue<Optional<AcceptedRequest>> accepted = new LinkedBlockingQueue<>();

  private @Nullable HttpServer server;
  private boolean closed;

  /** An endpoint that listens once {@link #run} is called. */
  public BulkSource(String name, BulkSettings settings, Troubles troubles) {
    this.name = name;
    this.settings = settings;
    this.troubles = troubles;
    this.inFlight = new InFlightBytes(settings.underWayBytes());
  }

  @Override
  public String name() {
    return name;
  }

  /** Listens until it is closed. */
  @Override
  public void run(Feed feed) throws IOException, InterruptedException {
    if (!listen()) {
      return;
    }
    try {
      Optional<AcceptedRequest> next = accepted.take();
      while (next.isPresent()) {
        next.get().submitTo(feed);
        next = accepted.take();
      }
    } finally {
      accepted.forEach(left -> left.ifPresent(AcceptedRequest::cancel));
      close();
    }
  }

  /** The port it listens on; 0 while it does not listen. */
  public synchronized int port() {
    return server == null ? 0 : server.port();
  }

  /** The number of answered requests by HTTP status. */
  public Map<Integer, Long> answers() {
    Map<Integer, Long> counts = new TreeMap<>();
    statuses.forEach((status, count) -> counts.put(status, count.sum()));
    return counts;
  }

  /** The bytes that have arrived and are not saved yet. */
  @Override
  public long lag() {
    return inFlight.current();
  }

  /** Accepts no more requests, and waits a limited time for those in flight to be answered. */
  @Override
  public void close() {
    HttpServer listening;
    synchronized (this) {
      closed = true;
      listening = server;
    }
    if (listening != null) {
      listening.close();
    }
    accepted.add(Optional.empty());
  }

  private synchronized boolean listen() throws IOException {
    if (closed) {
      return false;
    }
    Handler handler =
        new BulkHandler(
            name,
            settings,
            inFlight,
            troubles,
            this::count,
            request -> accepted.add(Optional.of(request)));
    try {
      ListenSettings listen = settings.listen();
      if (settings.keys().isEmpty() && !listen.insecure() && !listen.isLoopback()) {
        throw new IOException(
            listen.address()
                + " can be reached from other machines: set keys (weir serve --new-key NAME makes one),"
                + " or insecure: true to let anybody send");
      }
      server = HttpServer.start(name, listen, handler, this::fail);
    } catch (IOException e) {
      throw new IOException("source " + name + ": " + e.getMessage(), e);
    }
    return true;
  }

  private void count(int status) {
    statuses.computeIfAbsent(status, any -> new LongAdder()).increment();
  }

  /** Answers requests that the server rejects: malformed or too large HTTP. */
  private boolean fail(Request request, Response response, Callback callback) {
    Object status = request.getAttribute(ErrorHandler.ERROR_STATUS);
    Object message = request.getAttribute(ErrorHandler.ERROR_MESSAGE);
    new Exchange(request, response, callback, this::count)
        .reject(
            new Rejection(
                status instanceof Integer known ? known : response.getStatus(),
                "http_exception",
                String.valueOf(message)),
            true);
    return true;
  }
}
