package dev.weir.internal.cli.settings;

import dev.weir.internal.cli.common.SettingsException;
import dev.weir.internal.service.search.SearchSettings;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** The connection to Elasticsearch or OpenSearch, the same for a source and a sink. */
final class SearchSection {

  private SearchSection() {}

  static SearchSettings read(Section section) throws SettingsException {
    List<URI> urls = new ArrayList<>();
    for (String url : section.list("urls")) {
      urls.add(URI.create(url));
    }
    SearchSettings defaults = SearchSettings.defaults(List.of(URI.create("http://127.0.0.1")));
    return new SearchSettings(
        urls,
        section.secret("api-key"),
        section.optional("username"),
        section.secret("password"),
        section.file("ca-certificate"),
        section.flag("insecure", false),
        section.time("connect-timeout", defaults.connectTimeout()),
        section.time("request-timeout", defaults.requestTimeout()));
  }
}
