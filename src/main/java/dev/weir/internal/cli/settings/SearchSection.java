package dev.weir.internal.cli.settings;

import dev.weir.internal.service.search.SearchSettings;
import java.net.URI;
import java.util.List;

/** The connection to Elasticsearch or OpenSearch, the same for a source and a sink. */
final class SearchSection {

  private SearchSection() {}

  static SearchSettings read(Section section) {
    SearchSettings defaults = SearchSettings.defaults(List.of(URI.create("http://127.0.0.1")));
    return new SearchSettings(
        section.list("urls").stream().map(URI::create).toList(),
        section.secret("api-key"),
        section.optional("username"),
        section.secret("password"),
        section.file("ca-certificate"),
        section.flag("insecure", false),
        section.time("connect-timeout", defaults.connectTimeout()),
        section.time("request-timeout", defaults.requestTimeout()));
  }
}
