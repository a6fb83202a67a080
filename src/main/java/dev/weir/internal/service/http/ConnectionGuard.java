package dev.weir.internal.service.http;

import dev.weir.internal.service.health.Troubles;
import dev.weir.internal.service.http.Client.Stage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Closes connections that take too long over a header or a response, and makes room for new ones
 * when there are too many. Jetty's own limits count silence only, so that a byte now and then would
 * keep a connection for good. Safe for any thread.
 */
final class ConnectionGuard extends Handler.Wrapper implements Connection.Listener {

  private final String part;
  private final HttpLimits limits;
  private final Troubles troubles;
  private final Map<Connection, Client> clients = new HashMap<>();
  private boolean crowded;
  private long crowdedAt;

  ConnectionGuard(String part, HttpLimits limits, Troubles troubles, Handler handler) {
    super(handler);
    this.part = part;
    this.limits = limits;
    this.troubles = troubles;
  }

  /** Reports that a request has arrived and waits for Weir, so that its connection stays. */
  static void keep(Request request) {
    if (request.getAttribute(Client.class.getName()) instanceof Client client) {
      client.enter(Stage.WAITING);
    }
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    schedule();
  }

  private void schedule() {
    long millis = Math.max(1, Math.min(1000, limits.headerTime().toMillis() / 4));
    var unused = getServer().getScheduler().schedule(this::check, millis, TimeUnit.MILLISECONDS);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    Client client = client(request.getConnectionMetaData().getConnection());
    if (client == null) {
      return false; // closed before its request was handled
    }
    int number = client.begin();
    request.setAttribute(Client.class.getName(), client);
    Request.addCompletionListener(request, failure -> client.end(number));
    Response noticed =
        new Response.Wrapper(request, response) {
          @Override
          public void write(boolean last, ByteBuffer bytes, Callback written) {
            client.enter(Stage.RESPONSE);
            super.write(last, bytes, written);
          }
        };
    return super.handle(request, noticed, callback);
  }

  private synchronized @Nullable Client client(Connection connection) {
    return clients.get(connection);
  }

  /** Makes room for a new connection: first within its address, then among all. */
  @Override
  public void onOpened(Connection connection) {
    if (connection instanceof SslConnection) {
      return; // the HTTP connection inside is opened, too
    }
    Client opened = new Client(connection);
    List<Client> all;
    synchronized (this) {
      clients.put(connection, opened);
      all = new ArrayList<>(clients.values());
    }
    List<Client> near =
        all.stream().filter(client -> client.network().equals(opened.network())).toList();
    if (near.size() > limits.connectionsPerAddress() && !giveWay(near, opened)) {
      crowded(
          opened
              + " has requests on all of its "
              + limits.connectionsPerAddress()
              + " connections (connections-per-address); further ones are closed");
      close(opened, "connections per address");
    } else {
      keepOneFree(all.size(), all, opened);
    }
  }

  private void keepOneFree(int open, List<Client> among, @Nullable Client newest) {
    if (open >= limits.connections() && !giveWay(among, newest)) {
      crowded(
          "requests wait on all "
              + limits.connections()
              + " connections (connections); further senders wait to be accepted");
    }
  }

  @Override
  public synchronized void onClosed(Connection connection) {
    clients.remove(connection);
  }

  /**
   * Closes a connection that Weir is not working for: of the address that has most of them, an idle
   * one if possible, and the oldest.
   */
  private boolean giveWay(List<Client> among, @Nullable Client newest) {
    List<Client> free =
        among.stream().filter(one -> one != newest && one.stage() != Stage.WAITING).toList();
    Map<String, Long> counts =
        free.stream().collect(Collectors.groupingBy(Client::network, Collectors.counting()));
    Function<Client, Long> count = one -> counts.getOrDefault(one.network(), 0L);
    var first =
        free.stream()
            .min(
                Comparator.comparing(count)
                    .reversed()
                    .thenComparing(Client::stage)
                    .thenComparing(Client::nanos, Comparator.reverseOrder()));
    first.ifPresent(client -> close(client, "gave way"));
    return first.isPresent();
  }

  private void check() {
    try {
      List<Client> all;
      synchronized (this) {
        all = new ArrayList<>(clients.values());
      }
      // without one, the server accepts no more; the last one that it accepted may go on
      List<Client> idle = all.stream().filter(one -> one.stage() == Stage.IDLE).toList();
      keepOneFree(all.size(), idle, null);
      if (isOver()) {
        troubles.over(part + " connections");
      }
      for (Client client : all) {
        client.look();
        if (client.isIn(Stage.HEADER, limits.headerTime())) {
          close(client, "slow header");
        } else if (client.isIn(Stage.RESPONSE, limits.idle())) {
          close(client, "slow reader");
        }
      }
    } catch (RuntimeException e) {
      troubles.refused(part, "check failed", e.toString());
    } finally {
      if (isRunning()) {
        schedule();
      }
    }
  }

  private void crowded(String message) {
    synchronized (this) {
      crowded = true;
      crowdedAt = System.nanoTime();
    }
    troubles.met(part + " connections", message);
  }

  private synchronized boolean isOver() {
    boolean over = crowded && System.nanoTime() - crowdedAt > limits.headerTime().toNanos();
    crowded &= !over;
    return over;
  }

  private void close(Client client, String reason) {
    if (client.close()) {
      onClosed(client.connection()); // at once, so that it does not count any more
      troubles.refused(part, reason, "connection of " + client);
    }
  }
}
