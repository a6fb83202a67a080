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
 * Where alerts are posted.
 *
 * @param name what the operator calls the sink
 * @param url takes the posts
 * @param format what a post holds
 * @param secret signs the posts, or null for none; a secret
 * @param headers further headers; their values may be secret
 * @param caCertificate a PEM file with the certificates that vouch for the receiver's, or null for
 *     those that Java trusts
 * @param insecure whether headers and alerts may go over plain http to another machine
 * @param connectTimeout how long the receiver may take to accept a connection
 * @param timeout how long a post may take in all
 */
public record WebhookSettings(
    String name,
    URI url,
    Format format,
    @Nullable String secret,
    Map<String, String> headers,
    @Nullable Path caCertificate,
    boolean insecure,
    Duration connectTimeout,
    Duration timeout) {

  /** What a post holds. */
  public enum Format {
    /** One alert. */
    SINGLE,
    /** A JSON array of alerts. */
    ARRAY,
    /** An alert a line. */
    NDJSON
  }

  /** Headers that are the client's own. */
  private static final Set<String> OURS =
      Set.of(
          "connection",
          "content-length",
          "content-type",
          "expect",
          "host",
          "idempotency-key",
          "upgrade",
          "weir-signature");

  /**
   * Checks the settings.
   *
   * @param name the sink's name
   * @param url takes the posts
   * @param format what a post holds
   * @param secret signs the posts
   * @param headers further headers
   * @param caCertificate certificates to trust
   * @param insecure whether plain http will do
   * @param connectTimeout for a connection
   * @param timeout for a post
   * @throws IllegalArgumentException if they cannot be used; its message names the setting
   */
  public WebhookSettings {
    TreeMap<String, String> sorted = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    sorted.putAll(headers);
    headers = Collections.unmodifiableMap(sorted);
    // an alert tells of machines, users and command lines
    HttpClients.check("url", url, insecure, true);
    headers.forEach(WebhookSettings::checkHeader);
    if (secret != null && secret.isEmpty()) {
      throw new IllegalArgumentException("secret: must not be empty");
    }
    HttpClients.checkPositive("connect-timeout", connectTimeout);
    HttpClients.checkPositive("timeout", timeout);
  }

  /**
   * An alert a post, not signed, 10 s to connect and 30 s for a post.
   *
   * @param name what the operator calls the sink
   * @param url takes the posts
   * @return the settings
   */
  public static WebhookSettings defaults(String name, URI url) {
    return new WebhookSettings(
        name,
        url,
        Format.SINGLE,
        null,
        Map.of(),
        null,
        false,
        Duration.ofSeconds(10),
        Duration.ofSeconds(30));
  }

  private static void checkHeader(String header, String value) {
    if (OURS.contains(header.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException("headers: " + header + " is set by Weir");
    }
    if (!header.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+") || !value.matches("[\\t\\x20-\\x7e]*")) {
      throw new IllegalArgumentException("headers: " + header + " or its value is not allowed");
    }
  }

  /** Without the secrets, and without the URL's path, which may be one. */
  @Override
  public String toString() {
    return "WebhookSettings["
        + name
        + ", "
        + HttpClients.origin(url)
        + ", "
        + headers.keySet()
        + "]";
  }
}
