package dev.weir.internal.service.http;

import dev.weir.internal.service.health.ErrorText;
import dev.weir.internal.service.health.Troubles;
import java.io.IOException;
import java.net.BindException;
import java.net.UnknownHostException;
import java.util.UUID;
import org.eclipse.jetty.io.ByteBufferPool;
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

/** A running HTTP or HTTPS server. Safe for any thread. */
public final class HttpServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

  /**
   * Jetty 12.1.14 answers a malformed request on another thread than the one that parsed it, and
   * both release its buffer. From a pool, that buffer would then serve two connections at once, so
   * that a malformed request of one sender damages those of others.
   */
  private static final ByteBufferPool UNSHARED = ByteBufferPool.NON_POOLING;

  private final Server server;
  private final ServerConnector connector;

  private HttpServer(Server server, ServerConnector connector) {
    this.server = server;
    this.connector = connector;
  }

  /** Starts a server that answers errors with plain text. */
  public static HttpServer start(
      String part, ListenSettings settings, Handler handler, Troubles troubles) throws IOException {
    return start(part, settings, handler, HttpFailure.plainText(part, troubles), troubles);
  }

  /**
   * Starts a server; an exception names the part.
   *
   * @param part its name in troubles
   */
  public static HttpServer start(
      String part,
      ListenSettings settings,
      Handler handler,
      Request.Handler errors,
      Troubles troubles)
      throws IOException {
    try {
      return open(part, settings, handler, errors, troubles);
    } catch (IOException e) {
      throw new IOException(part + ": " + e.getMessage(), e);
    }
  }

  private static HttpServer open(
      String part,
      ListenSettings settings,
      Handler handler,
      Request.Handler errors,
      Troubles troubles)
      throws IOException {
    HttpLimits limits = settings.limits();
    QueuedThreadPool threads = new QueuedThreadPool(limits.threads(), 1);
    threads.setName(part.replace(' ', '-'));
    Server server = new Server(threads);
    ServerConnector connector = connector(server, settings);
    server.addConnector(connector);
    server.addBean(new NetworkConnectionLimit(limits.connections(), (Connector) connector));
    ConnectionGuard guard =
        new ConnectionGuard(part, limits, troubles, new GracefulHandler(handler));
    connector.addBean(guard, false);
    server.setHandler(guard);
    server.setErrorHandler(errors);
    server.setStopTimeout(limits.closing().toMillis());
    try {
      connector.open();
    } catch (IOException e) {
      throw new IOException("cannot listen on " + address(settings) + ": " + reason(e), e);
    }
    try {
      server.start();
    } catch (Exception e) {
      LifeCycle.stop(server);
      throw new IOException("cannot serve on " + address(settings) + ": " + e.getMessage(), e);
    }
    return new HttpServer(server, connector);
  }

  /** Checks the settings and the certificate without opening a port. */
  public static void check(ListenSettings settings) throws IOException {
    var unused = tls(settings);
  }

  /** Reports that a request has arrived and waits for Weir, so that its connection stays. */
  public static void keep(Request request) {
    ConnectionGuard.keep(request);
  }

  /** The port it listens on; 0 once it is closed. */
  public int port() {
    return Math.max(0, connector.getLocalPort());
  }

  /** Accepts no more requests, and waits for those in flight as long as the limits allow. */
  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      LOG.warn("closing the server aborted requests in flight: {}", e.toString());
    }
  }

  private static ServerConnector connector(Server server, ListenSettings settings)
      throws IOException {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(settings.limits().headerBytes());
    http.setUseInputDirectByteBuffers(false); // without a pool, these are costly
    http.setUseOutputDirectByteBuffers(false);
    ConnectionFactory plain = new HttpConnectionFactory(http);
    SslContextFactory.Server tls = tls(settings);
    ServerConnector connector =
        new ServerConnector(
            server,
            null,
            null,
            UNSHARED,
            1,
            1,
            tls == null
                ? new ConnectionFactory[] {plain}
                : AbstractConnectionFactory.getFactories(tls, plain));
    connector.setHost(settings.address());
    connector.setPort(settings.port());
    connector.setAcceptQueueSize(settings.limits().connections());
    connector.setIdleTimeout(settings.limits().idle().toMillis());
    return connector;
  }

  private static SslContextFactory.@Nullable Server tls(ListenSettings settings)
      throws IOException {
    TlsSettings files = settings.tls();
    if (files != null) {
      String password = UUID.randomUUID().toString();
      SslContextFactory.Server tls = new SslContextFactory.Server();
      tls.setKeyStore(Certificates.keyStore(files, password.toCharArray()));
      tls.setKeyStorePassword(password);
      return tls;
    }
    if (!settings.insecure() && !isLoopback(settings)) {
      throw new IOException(
          address(settings)
              + " can be reached from other machines: set tls (a certificate and its key),"
              + " or insecure: true to allow plain HTTP");
    }
    return null;
  }

  private static boolean isLoopback(ListenSettings settings) throws IOException {
    try {
      return settings.isLoopback();
    } catch (UnknownHostException e) {
      throw new IOException("cannot listen on " + address(settings) + ": unknown address", e);
    }
  }

  private static String address(ListenSettings settings) {
    String address = settings.address();
    return (address.contains(":") ? "[" + address + "]" : address) + ":" + settings.port();
  }

  private static String reason(IOException failure) {
    Throwable cause = ErrorText.root(failure);
    String message = String.valueOf(cause.getMessage());
    if (cause instanceof BindException && message.contains("in use")) {
      return "the port is in use by another process (ss -ltnp shows which); set another `listen`";
    }
    return message;
  }
}
