package dev.weir.internal.service.search;

import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Documents to be created together, each unless its id is there already. For one thread. */
public final class BulkRequest {

  /**
   * What became of a document.
   *
   * @param status an HTTP status: 201 created, 409 there already
   * @param type the kind of error, or empty
   * @param reason what the server says, or empty
   */
  public record Result(int status, String type, String reason) {}

  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private int documents;

  /** Nothing yet. */
  public BulkRequest() {}

  /**
   * Adds a document.
   *
   * @param id its id
   * @param document JSON on one line
   */
  public void create(String id, byte[] document) {
    String action = "{\"create\":{\"_id\":" + NodeResponse.MAPPER.writeValueAsString(id) + "}}\n";
    body.writeBytes(action.getBytes(StandardCharsets.UTF_8));
    body.writeBytes(document);
    body.write('\n');
    documents++;
  }

  /**
   * Sends the documents.
   *
   * @param client reaches the cluster
   * @param target a data stream or an index
   * @return one for each, in their order
   * @throws SearchException if the request fails as a whole, with status 413 if it is too large
   * @throws InterruptedException if the thread is interrupted
   */
  public List<Result> send(SearchClient client, String target)
      throws SearchException, InterruptedException {
    String path =
        "/"
            + URLEncoder.encode(target, StandardCharsets.UTF_8)
            + "/_bulk?filter_path=items.*.status,items.*.error";
    NodeResponse answer =
        client.send("POST", path, body.toByteArray(), SearchClient.NDJSON).orFail();
    List<Result> results = new ArrayList<>();
    for (JsonNode item : answer.json().path("items")) {
      JsonNode create = item.path("create");
      JsonNode error = create.path("error");
      results.add(
          new Result(
              create.path("status").asInt(0),
              error.path("type").asString(""),
              NodeResponse.reason(error).orElse("")));
    }
    if (results.size() != documents) {
      throw answer.failure(
          "of " + documents + " documents " + results.size() + " are answered", answer.status());
    }
    return results;
  }
}
