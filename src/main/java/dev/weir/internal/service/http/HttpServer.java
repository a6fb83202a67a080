package dev.weir.internal.service.http;

import dev.weir.internal.service.health.ErrorText;
import java.io.IOException;
import java.net.BindException;
import java.net.UnknownHostException;
import java.security.KeyStore;
import java.util.UUID;
import org.eclipse.jetty.server.AbstractConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A web server that listens. Safe for any thread. */
public final class HttpServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

  private final Server server;
  private final ServerConnector connector;

  private HttpServer(Server server, ServerConnector connector) {
    this.server = server;
    this.connector = connector;
  }

  /**
   * Listens and serves.
   *
   * @param name what its threads are called
   * @param settings where
   * @param handler answers requests
   * @param errors answers what is no request, and what the handler failed at
   * @return the server
   * @throws IOException if it cannot listen there, or not safely; its message says what to change
   */
  public static HttpServer start(
      String name, ListenSettings settings, Handler handler, Request.Handler errors)
      throws IOException {
    HttpLimits limits = settings.limits();
    QueuedThreadPool threads = new QueuedThreadPool(limits.threads(), 1);
    threads.setName(name);
    Server server = new Server(threads);
    ServerConnector connector = connector(server, settings);
    server.addConnector(connector);
    server.addBean(new NetworkConnectionLimit(limits.connections(), (Connector) connector));
    server.setHandler(new GracefulHandler(handler));
    server.setErrorHandler(errors);
    server.setStopTimeout(limits.closing().toMillis());
    try {
      connector.open();
    } catch (IOException e) {
      throw new IOException("cannot listen on " + at(settings) + ": " + why(e), e);
    }
    try {
      server.start();
    } catch (Exception e) {
      LifeCycle.stop(server);
      throw new IOException("cannot serve on " + at(settings) + ": " + e.getMessage(), e);
    }
    return new HttpServer(server, connector);
  }

  /**
   * Looks whether it would be safe to listen, and reads the certificate, but opens nothing.
   *
   * @param settings where
   * @throws IOException if not; its message says what to change
   */
  public static void check(ListenSettings settings) throws IOException {
    var unused = secure(settings);
  }

  /**
   * The port it listens on.
   *
   * @return as in the settings, or the free one that it took; 0 once it is closed
   */
  public int port() {
    return Math.max(0, connector.getLocalPort());
  }

  /** Accepts no more, and gives requests under way the time to end that the settings say. */
  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      LOG.warn("requests under way were cut off when the server was closed: {}", e.toString());
    }
  }

  private static ServerConnector connector(Server server, ListenSettings settings)
      throws IOException {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(settings.limits().headerBytes());
    ConnectionFactory plain = new HttpConnectionFactory(http);
    SslContextFactory.Server secure = secure(settings);
    ServerConnector connector =
        new ServerConnector(
            server,
            1,
            1,
            secure == null
                ? new ConnectionFactory[] {plain}
                : AbstractConnectionFactory.getFactories(secure, plain));
    connector.setHost(settings.address());
    connector.setPort(settings.port());
    connector.setIdleTimeout(settings.limits().idle().toMillis());
    return connector;
  }

  private static SslContextFactory.@Nullable Server secure(ListenSettings settings)
      throws IOException {
    TlsSettings tls = settings.tls();
    if (tls != null) {
      String password = UUID.randomUUID().toString();
      KeyStore certificate = ServerCertificates.read(tls, password.toCharArray());
      SslContextFactory.Server secure = new SslContextFactory.Server();
      secure.setKeyStore(certificate);
      secure.setKeyStorePassword(password);
      return secure;
    }
    if (!settings.insecure() && !loopback(settings)) {
      throw new IOException(
          at(settings)
              + " can be reached by others: set tls (a certificate and its key),"
              + " or insecure: true if plain HTTP is wanted there");
    }
    return null;
  }

  private static boolean loopback(ListenSettings settings) throws IOException {
    try {
      return settings.isLoopback();
    } catch (UnknownHostException e) {
      throw new IOException("cannot listen on " + at(settings) + ": nobody knows this address", e);
    }
  }

  private static String at(ListenSettings settings) {
    String address = settings.address();
    return (address.contains(":") ? "[" + address + "]" : address) + ":" + settings.port();
  }

  private static String why(IOException failure) {
    Throwable cause = ErrorText.root(failure);
    String message = String.valueOf(cause.getMessage());
    if (cause instanceof BindException && message.contains("in use")) {
      return "the port is taken by another process (ss -ltnp shows which)";
    }
    return message;
  }
}
