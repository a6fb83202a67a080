package dev.weir.internal.service.bulk;

import dev.weir.internal.service.health.Troubles;
import dev.weir.internal.service.http.HttpFailure;
import dev.weir.internal.service.http.HttpServer;
import dev.weir.internal.service.source.Feed;
import dev.weir.internal.service.source.Source;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
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

  /**
   * From the server's threads to the thread of {@link #run}, the only one that waits for the feed.
   * An empty element ends it.
   */
  private final BlockingQueue<Optional<AcceptedRequest>> accepted = new LinkedBlockingQueue<>();

  private @Nullable HttpServer server;
  private boolean closed;

  /** An endpoint that listens once it is opened. */
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

  @Override
  public void open() throws IOException {
    boolean unused = listen();
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
        next.get().submitTo(feed, name);
        next = accepted.take();
      }
    } finally {
      accepted.forEach(left -> left.ifPresent(AcceptedRequest::cancel));
      close();
    }
  }

  @Override
  public String place() {
    return settings.listen().url(port()) + "/_bulk";
  }

  /** The port it listens on; 0 while it does not listen. */
  public synchronized int port() {
    return server == null ? 0 : server.port();
  }

  /** The bytes that have arrived and are not saved and answered yet. */
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
    if (closed || server != null) {
      return !closed;
    }
    try {
      settings.checkKeys();
    } catch (IOException e) {
      throw new IOException(part() + ": " + e.getMessage(), e);
    }
    Handler handler =
        new BulkHandler(
            part(), settings, inFlight, troubles, request -> accepted.add(Optional.of(request)));
    server = HttpServer.start(part(), settings.listen(), handler, this::fail, troubles);
    return true;
  }

  /** Answers requests that the server rejects: malformed or too large HTTP. */
  private boolean fail(Request request, Response response, Callback callback) {
    HttpFailure failure = HttpFailure.of(request, response);
    new Exchange(request, response, callback, inFlight, part(), troubles).fail(failure);
    return true;
  }
}
