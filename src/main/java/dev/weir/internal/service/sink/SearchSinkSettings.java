package dev.weir.internal.service.sink;

import dev.weir.internal.service.search.SearchSettings;

/**
 * Where alerts go in Elasticsearch or OpenSearch.
 *
 * @param name what the operator calls the sink
 * @param server how to reach the cluster
 * @param dataStream the data stream that takes the alerts
 * @param template whether to install Weir's index template where there is none
 * @param requestBytes how large a request may be; a larger alert goes alone
 */
public record SearchSinkSettings(
    String name, SearchSettings server, String dataStream, boolean template, int requestBytes) {

  /** The data stream when nothing else is said. */
  public static final String DATA_STREAM = "logs-weir.alert-default";

  /** What the names of the data streams of Weir's template begin with. */
  static final String TEMPLATE_PREFIX = "logs-weir.alert-";

  /**
   * Checks the settings.
   *
   * @param name the sink's name
   * @param server the cluster
   * @param dataStream the data stream
   * @param template whether to install the template
   * @param requestBytes the size of a request
   * @throws IllegalArgumentException if they cannot be used; its message names the setting
   */
  public SearchSinkSettings {
    if (dataStream.isBlank() || dataStream.matches(".*[*,\\s/].*")) {
      throw new IllegalArgumentException("data-stream: wants the name of one data stream");
    }
    if (template && !dataStream.startsWith(TEMPLATE_PREFIX)) {
      throw new IllegalArgumentException(
          "data-stream: Weir's template is for "
              + TEMPLATE_PREFIX
              + "*; choose such a name, or set template: false and bring your own");
    }
    if (requestBytes < 1) {
      throw new IllegalArgumentException("request-bytes: must be above 0");
    }
  }

  /**
   * Into {@value #DATA_STREAM}, with the template, 5 MiB a request.
   *
   * @param name what the operator calls the sink
   * @param server how to reach the cluster
   * @return the settings
   */
  public static SearchSinkSettings defaults(String name, SearchSettings server) {
    return new SearchSinkSettings(name, server, DATA_STREAM, true, 5 << 20);
  }
}
