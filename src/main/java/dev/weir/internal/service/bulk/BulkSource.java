package dev.weir.internal.service.bulk;

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
 * An endpoint that talks as Elasticsearch does to those who send documents to it. A sender is told
 * that a document was taken when the feed says that it is safe; until then it is the sender's to
 * keep, so this source has no positions.
 */
public final class BulkSource implements Source {

  private final String name;
  private final BulkSettings settings;
  private final Troubles troubles;
  private final InFlightBytes underWay;
  private final Map<Integer, LongAdder> answers = new ConcurrentHashMap<>();

  /**
   * The server's threads put in, the thread of {@link #run} takes out: only that one ever waits for
   * the feed. Nothing instead of a delivery ends it.
   */
  private final BlockingQueue<Optional<AcceptedRequest>> deliveries = new LinkedBlockingQueue<>();

  private @Nullable HttpServer server;
  private boolean closed;

  /**
   * An endpoint that does not listen yet.
   *
   * @param name what the operator calls it
   * @param settings how it listens, and how much it takes
   * @param troubles told when documents cannot be kept
   */
  public BulkSource(String name, BulkSettings settings, Troubles troubles) {
    this.name = name;
    this.settings = settings;
    this.troubles = troubles;
    this.underWay = new InFlightBytes(settings.underWayBytes());
  }

  @Override
  public String name() {
    return name;
  }

  /**
   * Listens until it is closed.
   *
   * @param feed takes the documents
   * @throws IOException if it cannot listen there, or not safely; its message says what to change
   */
  @Override
  public void run(Feed feed) throws IOException, InterruptedException {
    if (!listen()) {
      return;
    }
    try {
      Optional<AcceptedRequest> next = deliveries.take();
      while (next.isPresent()) {
        next.get().to(feed);
        next = deliveries.take();
      }
    } finally {
      deliveries.forEach(left -> left.ifPresent(AcceptedRequest::giveUp));
      close();
    }
  }

  /**
   * The port it listens on.
   *
   * @return 0 while it does not listen
   */
  public synchronized int port() {
    return server == null ? 0 : server.port();
  }

  /**
   * How many requests have been answered, by the status of the answer.
   *
   * @return statuses to counts
   */
  public Map<Integer, Long> answers() {
    Map<Integer, Long> counts = new TreeMap<>();
    answers.forEach((status, count) -> counts.put(status, count.sum()));
    return counts;
  }

  /**
   * What has arrived and is not safe yet.
   *
   * @return bytes in memory
   */
  @Override
  public long lag() {
    return underWay.now();
  }

  /**
   * Accepts no more requests, and waits for those under way to be answered, at most for the time
   * that the settings give them.
   */
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
    deliveries.add(Optional.empty());
  }

  private synchronized boolean listen() throws IOException {
    if (closed) {
      return false;
    }
    Handler handler =
        new BulkHandler(
            name,
            settings,
            underWay,
            troubles,
            this::count,
            delivery -> deliveries.add(Optional.of(delivery)));
    try {
      ListenSettings listen = settings.listen();
      if (settings.keys().isEmpty() && !listen.insecure() && !listen.isLoopback()) {
        throw new IOException(
            listen.address()
                + " can be reached by others: set keys (weir serve --new-key NAME makes one),"
                + " or insecure: true if anybody may send");
      }
      server = HttpServer.start(name, listen, handler, this::fail);
    } catch (IOException e) {
      throw new IOException("source " + name + ": " + e.getMessage(), e);
    }
    return true;
  }

  private void count(int status) {
    answers.computeIfAbsent(status, any -> new LongAdder()).increment();
  }

  /** Answers what was no HTTP, or too much of it. */
  private boolean fail(Request request, Response response, Callback callback) {
    Object status = request.getAttribute(ErrorHandler.ERROR_STATUS);
    Object message = request.getAttribute(ErrorHandler.ERROR_MESSAGE);
    new Exchange(request, response, callback, this::count)
        .complain(
            new Rejection(
                status instanceof Integer known ? known : response.getStatus(),
                "http_exception",
                String.valueOf(message)),
            true);
    return true;
  }
}
