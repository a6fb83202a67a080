package dev.weir.internal.service.http;

import dev.weir.internal.service.health.ErrorText;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Requests with a time limit, a size limit for the response, and readable errors. */
public final class HttpClients {

  private static final Set<String> LOOPBACK = Set.of("localhost", "[::1]", "::1");

  private HttpClients() {}

  /** A client that follows no redirects. */
  public static HttpClient client(Duration connectTimeout, @Nullable Path caCertificate)
      throws IOException {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(connectTimeout);
    if (caCertificate != null) {
      builder.sslContext(trusting(caCertificate));
    }
    return builder.build();
  }

  /** A TLS context that trusts only the CAs in this PEM file; if it is null, those of the JDK. */
  public static SSLContext trusting(@Nullable Path caCertificate) throws IOException {
    try {
      return caCertificate == null ? SSLContext.getDefault() : Certificates.trusting(caCertificate);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has TLS", e);
    }
  }

  /** Sends a request and waits for the whole response. */
  public static HttpResponse<byte[]> send(
      HttpClient client, HttpRequest request, Duration timeout, int maxBytes)
      throws IOException, InterruptedException {
    return await(start(client, request, maxBytes), request.uri(), timeout);
  }

  /** Sends a request. Canceling the future aborts it. */
  public static CompletableFuture<HttpResponse<byte[]>> start(
      HttpClient client, HttpRequest request, int maxBytes) {
    return client.sendAsync(
        request,
        info ->
            BodySubscribers.mapping(
                BodySubscribers.ofInputStream(), body -> readAll(body, maxBytes)));
  }

  private static byte[] readAll(InputStream body, int maxBytes) {
    try (body) {
      byte[] bytes = body.readNBytes(maxBytes);
      if (body.read() >= 0) {
        throw new IOException("the response is longer than " + maxBytes + " bytes");
      }
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(ErrorText.root(e).getMessage(), e);
    }
  }

  /** Waits for the response to {@link #start}, as {@link #send} does. */
  public static HttpResponse<byte[]> await(
      CompletableFuture<HttpResponse<byte[]>> response, URI url, Duration timeout)
      throws IOException, InterruptedException {
    try {
      return response.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (CancellationException e) {
      throw new IOException("the request to " + origin(url) + " was canceled", e);
    } catch (TimeoutException e) {
      throw new IOException(
          origin(url) + " does not answer within " + timeout.toMillis() + " ms", e);
    } catch (ExecutionException e) {
      throw new IOException(origin(url) + " " + reason(e.getCause(), url), e);
    } finally {
      response.cancel(true);
    }
  }

  /** Checks a server's URL. */
  public static void check(String setting, URI url, boolean insecure, boolean secrets) {
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    if (url.getHost() == null || !(scheme.equals("http") || scheme.equals("https"))) {
      throw new IllegalArgumentException(setting + ": not a URL such as https://host:9200");
    }
    if (url.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          setting + ": the URL of " + url.getHost() + " must not contain a user or password");
    }
    if (secrets && scheme.equals("http")) {
      checkUnencrypted(setting, url.getHost(), insecure);
    }
  }

  /** Checks a server to which alerts or credentials go as they are. */
  public static void checkUnencrypted(String setting, String host, boolean insecure) {
    if (!insecure && !isLoopback(host)) {
      throw new IllegalArgumentException(
          setting
              + ": alerts or credentials would be sent unencrypted to "
              + host
              + "; use TLS, or set insecure: true");
    }
  }

  /** Checks that the time of a setting is above 0. */
  public static void checkPositive(String setting, Duration time) {
    if (time.isNegative() || time.isZero()) {
      throw new IllegalArgumentException(setting + ": must be above 0");
    }
  }

  /** The URL without path and query, which may contain secrets. */
  public static String origin(URI url) {
    return url.getScheme() + "://" + url.getRawAuthority();
  }

  private static boolean isLoopback(String host) {
    return LOOPBACK.contains(host.toLowerCase(Locale.ROOT)) || host.matches("127(\\.\\d{1,3}){3}");
  }

  private static String reason(@Nullable Throwable cause, URI url) {
    if (cause instanceof HttpTimeoutException) {
      return "does not accept a connection in time";
    }
    if (cause instanceof SSLException) {
      return "has no trusted certificate or does not support TLS ("
          + cause.getMessage()
          + "); if its certificate comes from a private authority, set ca-certificate";
    }
    if (cause instanceof UnknownHostException
        || (cause instanceof ConnectException
            && ErrorText.root(cause) instanceof UnresolvedAddressException)) {
      return "cannot be reached: unknown host " + url.getHost();
    }
    if (cause instanceof ConnectException) {
      return "cannot be reached: the connection was refused, or a firewall blocks it";
    }
    if (cause == null || cause.getMessage() == null) {
      return "closed the connection";
    }
    return "failed: " + cause.getMessage();
  }
}
