package dev.weir.internal.service.search;

import dev.weir.internal.service.http.HttpClients;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How to reach an Elasticsearch or OpenSearch cluster. The exception for a bad value names the
 * setting.
 *
 * @param urls its nodes, tried in turn
 * @param apiKey an encoded API key, or null; a secret
 * @param username a user for basic authentication, or null
 * @param password the user's password, or null; a secret
 * @param caCertificate a PEM file with the CAs to trust, or null for those of Java
 * @param insecure whether to allow credentials over plain HTTP to another machine
 * @param connectTimeout for a connection to a node
 * @param requestTimeout for a whole request
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

  public SearchSettings {
    urls = List.copyOf(urls);
    if (urls.isEmpty()) {
      throw new IllegalArgumentException("urls: set at least one, such as https://host:9200");
    }
    if (apiKey != null && username != null) {
      throw new IllegalArgumentException("api-key and username: set only one of them");
    }
    if ((username == null) != (password == null)) {
      throw new IllegalArgumentException("username and password: set both or neither");
    }
    for (URI url : urls) {
      HttpClients.check("urls", url, insecure, apiKey != null || username != null);
    }
    HttpClients.checkPositive("connect-timeout", connectTimeout);
    HttpClients.checkPositive("request-timeout", requestTimeout);
  }

  /** The nodes, without paths, which may contain secrets. */
  public String places() {
    return urls.stream().map(HttpClients::origin).collect(Collectors.joining(", "));
  }

  /** Without authentication, with the CAs of Java. */
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
