package dev.weir.internal.service.search;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What the clients of HTTP servers have in common. */
public final class HttpClients {

  private static final Set<String> LOOPBACK = Set.of("localhost", "[::1]", "::1");

  private HttpClients() {}

  /**
   * A client that follows no redirects.
   *
   * @param connectTimeout how long a server may take to accept a connection
   * @param caCertificate a PEM file with the certificates to trust, or null for those of Java
   * @return the client
   * @throws IOException if the file cannot be read; its message says why
   */
  public static HttpClient client(Duration connectTimeout, @Nullable Path caCertificate)
      throws IOException {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(connectTimeout);
    if (caCertificate != null) {
      builder.sslContext(TrustedCertificates.trusting(caCertificate));
    }
    return builder.build();
  }

  /**
   * Sends a request and waits for the whole answer.
   *
   * @param client sends it
   * @param request the request
   * @param timeout how long it may take in all; a request's own timeout ends with the header
   * @param mostBytes how long an answer's body may be
   * @return the answer
   * @throws IOException if there is none; its message says what is wrong and what to do
   * @throws InterruptedException if the thread is interrupted
   */
  public static HttpResponse<byte[]> send(
      HttpClient client, HttpRequest request, Duration timeout, int mostBytes)
      throws IOException, InterruptedException {
    return await(start(client, request, mostBytes), request.uri(), timeout);
  }

  /** Sends a request; who cancels the future breaks it off. */
  static CompletableFuture<HttpResponse<byte[]>> start(
      HttpClient client, HttpRequest request, int mostBytes) {
    return client.sendAsync(request, info -> new BoundedBody(mostBytes));
  }

  /** Waits for the answer to what was sent. */
  static HttpResponse<byte[]> await(
      CompletableFuture<HttpResponse<byte[]>> answer, URI url, Duration timeout)
      throws IOException, InterruptedException {
    try {
      return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (CancellationException e) {
      throw new IOException(origin(url) + " is asked no more", e);
    } catch (TimeoutException e) {
      throw new IOException(
          origin(url) + " does not answer within " + timeout.toMillis() + " ms", e);
    } catch (ExecutionException e) {
      throw new IOException(origin(url) + " " + why(e.getCause(), url), e);
    } finally {
      answer.cancel(true);
    }
  }

  /**
   * Checks the URL of a server.
   *
   * @param setting what the operator calls it
   * @param url the URL
   * @param insecure whether secrets may go over plain http to another machine
   * @param secrets whether there are any
   * @throws IllegalArgumentException if it cannot be used
   */
  public static void check(String setting, URI url, boolean insecure, boolean secrets) {
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    if (url.getHost() == null || !(scheme.equals("http") || scheme.equals("https"))) {
      throw new IllegalArgumentException(
          setting + ": wants URLs as https://host:9200, and one of them is none");
    }
    if (url.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          setting + ": no user or password within the URL of " + url.getHost());
    }
    if (secrets && !insecure && scheme.equals("http") && !isLoopback(url.getHost())) {
      throw new IllegalArgumentException(
          setting
              + ": credentials would go over plain http to "
              + url.getHost()
              + "; use https, or set insecure: true");
    }
  }

  /**
   * Checks a time.
   *
   * @param setting what the operator calls it
   * @param time the time
   * @throws IllegalArgumentException if it is not above 0
   */
  public static void checkPositive(String setting, Duration time) {
    if (time.isNegative() || time.isZero()) {
      throw new IllegalArgumentException(setting + ": must be above 0");
    }
  }

  /**
   * The server of a URL.
   *
   * @param url a URL
   * @return without path and query, where secrets may be
   */
  public static String origin(URI url) {
    return url.getScheme() + "://" + url.getRawAuthority();
  }

  private static boolean isLoopback(String host) {
    return LOOPBACK.contains(host.toLowerCase(Locale.ROOT)) || host.matches("127(\\.\\d{1,3}){3}");
  }

  private static String why(@Nullable Throwable cause, URI url) {
    if (cause instanceof HttpTimeoutException) {
      return "does not accept a connection in time";
    }
    if (cause instanceof SSLException) {
      return "cannot be trusted or speaks no TLS ("
          + cause.getMessage()
          + "); if its certificate comes from an authority of your own, set ca-certificate";
    }
    if (cause instanceof ConnectException) {
      boolean unknown =
          cause.getCause() instanceof UnresolvedAddressException
              || (cause.getCause() != null
                  && cause.getCause().getCause() instanceof UnresolvedAddressException);
      return unknown
          ? "cannot be reached: the name " + url.getHost() + " is not known"
          : "cannot be reached: nobody listens there, or a firewall is in between";
    }
    if (cause instanceof UnknownHostException) {
      return "cannot be reached: the name " + url.getHost() + " is not known";
    }
    if (cause == null || cause.getMessage() == null) {
      return "breaks off the connection";
    }
    return "breaks off: " + cause.getMessage();
  }
}
