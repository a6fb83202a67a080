package dev.weir.internal.service.sink;

import dev.weir.internal.service.search.SearchSettings;

/**
 * Settings of a {@link SearchSink}.
 *
 * @param server how to reach the cluster
 * @param template whether to install Weir's index template if it is missing
 * @param requestBytes maximum size of a request; a larger alert gets a request of its own
 */
public record SearchSinkSettings(
    String name, SearchSettings server, String dataStream, boolean template, int requestBytes) {

  /** The default data stream. */
  public static final String DATA_STREAM = "logs-weir.alert-default";

  private static final String TEMPLATE_PREFIX = "logs-weir.alert-";

  public SearchSinkSettings {
    if (dataStream.isBlank() || dataStream.matches(".*[*,\\s/].*")) {
      throw new IllegalArgumentException("data-stream: must be the name of one data stream");
    }
    if (template && !dataStream.startsWith(TEMPLATE_PREFIX)) {
      throw new IllegalArgumentException(
          "data-stream: Weir's template only applies to "
              + TEMPLATE_PREFIX
              + "*; choose such a name, or set template: false and install your own");
    }
    if (requestBytes < 1) {
      throw new IllegalArgumentException("request-bytes: must be above 0");
    }
  }

  public static SearchSinkSettings defaults(String name, SearchSettings server) {
    return new SearchSinkSettings(name, server, DATA_STREAM, true, 5 << 20);
  }
}
