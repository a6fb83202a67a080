package dev.weir.internal.service.search;

import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** A request that creates documents whose ids do not exist yet. For one thread. */
public final class BulkRequest {

  /** The result for one document: 201 created, 409 already exists; or the server's error. */
  public record Result(int status, String type, String reason) {}

  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private int documents;

  /** Adds a document, JSON on one line. */
  public void create(String id, byte[] document) {
    String action = "{\"create\":{\"_id\":" + NodeResponse.MAPPER.writeValueAsString(id) + "}}\n";
    body.writeBytes(action.getBytes(StandardCharsets.UTF_8));
    body.writeBytes(document);
    body.write('\n');
    documents++;
  }

  /** Sends the documents to an index or data stream. Returns a result for each, in their order. */
  public List<Result> send(SearchClient client, String target)
      throws SearchException, InterruptedException {
    String path =
        "/"
            + URLEncoder.encode(target, StandardCharsets.UTF_8)
            + "/_bulk?filter_path=items.*.status,items.*.error";
    NodeResponse response =
        client.send("POST", path, body.toByteArray(), SearchClient.NDJSON).orThrow();
    List<Result> results = new ArrayList<>();
    for (JsonNode item : response.json().path("items")) {
      JsonNode create = item.path("create");
      JsonNode error = create.path("error");
      results.add(
          new Result(
              create.path("status").asInt(0),
              error.path("type").asString(""),
              NodeResponse.reason(error).orElse("")));
    }
    if (results.size() != documents) {
      throw response.failure(
          "it contains " + results.size() + " results for " + documents + " documents");
    }
    return results;
  }
}
