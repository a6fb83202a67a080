package dev.weir.internal.service.search;

import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a node said to a request. */
final class NodeResponse {

  static final JsonMapper MAPPER = new JsonMapper();

  private static final int LONGEST_REASON = 300;

  private final String request;
  private final int status;
  private final byte[] body;
  private final boolean elastic;

  /**
   * @param request method, node and path, for messages
   * @param elastic whether the node says that it is Elasticsearch
   */
  NodeResponse(String request, int status, byte[] body, boolean elastic) {
    this.request = request;
    this.status = status;
    this.body = body;
    this.elastic = elastic;
  }

  int status() {
    return status;
  }

  byte[] body() {
    return body;
  }

  boolean isElasticsearch() {
    return elastic;
  }

  NodeResponse orFail() throws SearchException {
    if (status >= 300) {
      throw failure();
    }
    return this;
  }

  JsonNode json() throws SearchException {
    try {
      return MAPPER.readTree(body);
    } catch (JacksonException e) {
      throw misunderstood(e);
    }
  }

  SearchException misunderstood(JacksonException e) {
    return new SearchException(
        request + ": the answer is not what a search server says: " + e.getOriginalMessage(), e);
  }

  SearchException failure() {
    return failure(reason().orElse("no reason given"), status);
  }

  SearchException failure(String reason, int code) {
    String verdict = code / 100 == 2 ? " is answered, but " : " is answered with " + code + ": ";
    return new SearchException(request + verdict + reason + advice(code), code);
  }

  private static String advice(int status) {
    return switch (status) {
      case 401 -> "; check api-key, or username and password";
      case 403 -> "; the API key or user lacks a privilege for this";
      case 429 -> "; the cluster is busy or its disk is full, and is asked again later";
      default -> status / 100 == 3 ? "; redirects are not followed: set the URL it leads to" : "";
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

  /** What an error object says, and the cause at its bottom. */
  static Optional<String> reason(JsonNode error) {
    if (!error.isObject()) {
      return Optional.empty();
    }
    String said = error.path("type").asString("error") + ": " + error.path("reason").asString("");
    String root = "";
    JsonNode cause = error.path("caused_by");
    while (cause.isObject()) {
      root = cause.path("reason").asString(root);
      cause = cause.path("caused_by");
    }
    if (!root.isEmpty()) {
      said += " (" + root + ")";
    }
    String line = said.replaceAll("\\s+", " ");
    return Optional.of(
        line.length() > LONGEST_REASON ? line.substring(0, LONGEST_REASON) + "..." : line);
  }
}
