package dev.weir.internal.service.search;

import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A node's response to a request.
 *
 * @param request method, node and path, for messages
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record NodeResponse(String request, int status, byte[] body, boolean isElasticsearch) {

  static final JsonMapper MAPPER = new JsonMapper();

  private static final int MAX_REASON = 300;

  NodeResponse orThrow() throws SearchException {
    if (status >= 300) {
      throw failure();
    }
    return this;
  }

  JsonNode json() throws SearchException {
    try {
      return MAPPER.readTree(body);
    } catch (JacksonException e) {
      throw unparsable(e);
    }
  }

  SearchException unparsable(JacksonException e) {
    return new SearchException(
        request + ": the response is not from a search server: " + e.getOriginalMessage(), e);
  }

  SearchException failure() {
    return failure(reason().orElse("no reason given"));
  }

  SearchException failure(String reason) {
    return new SearchException(request + " returned " + status + ": " + reason + advice(), status);
  }

  private String advice() {
    return switch (status) {
      case 401 -> "; check api-key, or username and password";
      case 403 -> "; the API key or user lacks a privilege for this";
      case 429 -> "; the cluster is busy or its disk is full; Weir retries later";
      default ->
          status / 100 == 3 ? "; redirects are not followed: set the URL that it redirects to" : "";
    };
  }

  private Optional<String> reason() {
    try {
      JsonNode error = MAPPER.readTree(body).path("error");
      return reason(error).or(() -> Optional.ofNullable(error.asString(null)));
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  /** The type and reason of an error object, with its root cause. */
  static Optional<String> reason(JsonNode error) {
    if (!error.isObject()) {
      return Optional.empty();
    }
    String text = error.path("type").asString("error") + ": " + error.path("reason").asString("");
    String root = "";
    JsonNode cause = error.path("caused_by");
    while (cause.isObject()) {
      root = cause.path("reason").asString(root);
      cause = cause.path("caused_by");
    }
    if (!root.isEmpty()) {
      text += " (" + root + ")";
    }
    String line = text.replaceAll("\\s+", " ");
    return Optional.of(line.length() > MAX_REASON ? line.substring(0, MAX_REASON) + "..." : line);
  }
}
