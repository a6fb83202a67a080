package dev.weir.internal.service.search;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How to reach an Elasticsearch or OpenSearch cluster.
 *
 * @param urls its nodes, {@code https://host:9200}; the next one is asked when one does not answer
 * @param apiKey an encoded API key, or null; a secret
 * @param username a user of basic authentication, or null
 * @param password the user's password, or null; a secret
 * @param caCertificate a PEM file with the certificates that vouch for the nodes', or null for
 *     those that Java trusts
 * @param insecure whether credentials may go over plain http to another machine
 * @param connectTimeout how long a node may take to accept a connection
 * @param requestTimeout how long a request may take in all
 */
public record SearchSettings(
    List<URI> urls,
    @Nullable String apiKey,
    @Nullable String username,
    @Nullable String password,
    @Nullable Path caCertificate,
    boolean insecure,
    Duration connectTimeout,
    Duration requestTimeout) {

  /**
   * Checks the settings.
   *
   * @param urls the nodes
   * @param apiKey an API key
   * @param username a user
   * @param password the password
   * @param caCertificate certificates to trust
   * @param insecure whether plain http will do
   * @param connectTimeout for a connection
   * @param requestTimeout for a request
   * @throws IllegalArgumentException if they cannot be used; its message names the setting
   */
  public SearchSettings {
    urls = List.copyOf(urls);
    if (urls.isEmpty()) {
      throw new IllegalArgumentException("urls: at least one is needed, as https://host:9200");
    }
    if (apiKey != null && username != null) {
      throw new IllegalArgumentException("api-key and username: give one of them, not both");
    }
    if ((username == null) != (password == null)) {
      throw new IllegalArgumentException("username and password: the one needs the other");
    }
    for (URI url : urls) {
      HttpClients.check("urls", url, insecure, apiKey != null || username != null);
    }
    HttpClients.checkPositive("connect-timeout", connectTimeout);
    HttpClients.checkPositive("request-timeout", requestTimeout);
  }

  /**
   * No authentication, Java's own certificates, 10 s to connect and 60 s for a request.
   *
   * @param urls the nodes
   * @return the settings
   */
  public static SearchSettings defaults(List<URI> urls) {
    return new SearchSettings(
        urls, null, null, null, null, false, Duration.ofSeconds(10), Duration.ofSeconds(60));
  }

  /** Without the secrets. */
  @Override
  public String toString() {
    String as = apiKey != null ? " with an API key" : username != null ? " as " + username : "";
    return "SearchSettings[" + urls + as + "]";
  }
}
