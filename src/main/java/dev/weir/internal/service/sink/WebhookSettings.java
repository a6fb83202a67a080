package dev.weir.internal.service.sink;

import dev.weir.internal.service.http.HttpClients;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a {@link WebhookSink}.
 *
 * @param template makes the body of a post; null: the alert as it is
 * @param secret key for signing the requests; null: do not sign
 * @param headers more headers; their values may be secret
 * @param caCertificate PEM file with the CAs to trust; null: those of the JDK
 * @param insecure whether headers and alerts may go over plain HTTP to another machine
 * @param timeout maximum time of one request
 */
public record WebhookSettings(
    String name,
    URI url,
    Format format,
    @Nullable AlertTemplate template,
    @Nullable String secret,
    Map<String, String> headers,
    @Nullable Path caCertificate,
    boolean insecure,
    Duration connectTimeout,
    Duration timeout) {

  /** The body of a request. */
  public enum Format {
    /** One alert. */
    SINGLE,
    /** A JSON array of alerts. */
    ARRAY,
    /** One alert per line. */
    NDJSON
  }

  private static final Set<String> RESERVED_HEADERS =
      Set.of(
          "connection",
          "content-length",
          "content-type",
          "expect",
          "host",
          "idempotency-key",
          "upgrade",
          "weir-signature");

  public WebhookSettings {
    TreeMap<String, String> sorted = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    sorted.putAll(headers);
    headers = Collections.unmodifiableMap(sorted);
    // an alert itself is sensitive: it names machines, users and command lines
    HttpClients.check("url", url, insecure, true);
    headers.forEach(WebhookSettings::checkHeader);
    if (template != null && format != Format.SINGLE) {
      throw new IllegalArgumentException("format: must be single with this body");
    }
    if (secret != null && secret.isEmpty()) {
      throw new IllegalArgumentException("secret: must not be empty");
    }
    HttpClients.checkPositive("connect-timeout", connectTimeout);
    HttpClients.checkPositive("timeout", timeout);
  }

  public static WebhookSettings defaults(String name, URI url) {
    Duration connectTimeout = Duration.ofSeconds(10);
    Duration timeout = Duration.ofSeconds(30);
    return new WebhookSettings(
        name, url, Format.SINGLE, null, null, Map.of(), null, false, connectTimeout, timeout);
  }

  private static void checkHeader(String header, String value) {
    if (RESERVED_HEADERS.contains(header.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException("headers: Weir itself sets " + header + "; remove it");
    }
    if (!header.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+") || !value.matches("[\\t\\x20-\\x7e]*")) {
      throw new IllegalArgumentException(
          "headers: the name or value of " + header + " contains characters that are not allowed");
    }
  }

  /** Leaves out the secrets and the URL's path, which may be one. */
  @Override
  public String toString() {
    return "WebhookSettings[%s, %s, %s]".formatted(name, HttpClients.origin(url), headers.keySet());
  }
}
