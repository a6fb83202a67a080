package dev.weir.internal.service.bulk;

import dev.weir.internal.service.source.ItemFault;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Writes what Elasticsearch would answer. */
final class BulkResponse {

  private static final JsonFactory JSON = new JsonFactory();

  private BulkResponse() {}

  /**
   * The answer to a request that was taken.
   *
   * @param actions what it asked for
   * @param faults the documents that were no events
   * @param tookMillis how long it took
   * @param brief whether status and errors are all that the sender wants
   * @return the body
   */
  static byte[] of(
      List<BulkAction> actions, List<ItemFault> faults, long tookMillis, boolean brief) {
    Map<Integer, ItemFault> byItem = new HashMap<>();
    faults.forEach(fault -> byItem.putIfAbsent(fault.item(), fault));
    return of(actions, action -> refusal(action, byItem), tookMillis, brief);
  }

  /**
   * The answer to a request none of whose documents was taken, though it was good.
   *
   * @param actions what it asked for
   * @param complaint why, of each
   * @return the body
   */
  static byte[] of(List<BulkAction> actions, Rejection complaint) {
    return of(actions, action -> complaint, 0, false);
  }

  private static byte[] of(
      List<BulkAction> actions,
      Function<BulkAction, @Nullable Rejection> refusals,
      long tookMillis,
      boolean brief) {
    List<@Nullable Rejection> refused = new ArrayList<>();
    actions.forEach(action -> refused.add(refusals.apply(action)));
    // ids of documents that came without: different for every document, and else without meaning
    String run = Long.toString(ThreadLocalRandom.current().nextLong(Long.MAX_VALUE), 36);
    ByteArrayOutputStream body =
        new ByteArrayOutputStream(64 + actions.size() * (brief ? 32 : 160));
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), body)) {
      json.writeStartObject();
      json.writeNumberProperty("took", tookMillis);
      json.writeBooleanProperty("errors", refused.stream().anyMatch(Objects::nonNull));
      json.writeArrayPropertyStart("items");
      for (int i = 0; i < actions.size(); i++) {
        BulkAction action = actions.get(i);
        json.writeStartObject();
        json.writeObjectPropertyStart(action.verb());
        if (!brief) {
          json.writeStringProperty("_index", action.index());
          String id = action.id();
          json.writeStringProperty("_id", id == null ? run + "-" + i : id);
        }
        result(json, refused.get(i), brief);
        json.writeEndObject();
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return body.toByteArray();
  }

  /**
   * The answer to a request that was turned down.
   *
   * @param complaint why
   * @return the body
   */
  static byte[] of(Rejection complaint) {
    ByteArrayOutputStream body = new ByteArrayOutputStream(512);
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), body)) {
      json.writeStartObject();
      json.writeObjectPropertyStart("error");
      json.writeArrayPropertyStart("root_cause");
      json.writeStartObject();
      write(json, complaint);
      json.writeEndObject();
      json.writeEndArray();
      write(json, complaint);
      json.writeEndObject();
      json.writeNumberProperty("status", complaint.status());
      json.writeEndObject();
    }
    return body.toByteArray();
  }

  private static @Nullable Rejection refusal(BulkAction action, Map<Integer, ItemFault> faults) {
    ItemFault fault = action.item() < 0 ? null : faults.get(action.item());
    return fault == null
        ? action.refusal()
        : new Rejection(400, "document_parsing_exception", fault.reason());
  }

  private static void result(JsonGenerator json, @Nullable Rejection refusal, boolean brief) {
    if (refusal != null) {
      json.writeNumberProperty("status", refusal.status());
      json.writeObjectPropertyStart("error");
      write(json, refusal);
      json.writeEndObject();
      return;
    }
    if (!brief) {
      json.writeNumberProperty("_version", 1);
      json.writeStringProperty("result", "created");
      json.writeObjectPropertyStart("_shards");
      json.writeNumberProperty("total", 1);
      json.writeNumberProperty("successful", 1);
      json.writeNumberProperty("failed", 0);
      json.writeEndObject();
    }
    json.writeNumberProperty("status", 201);
  }

  private static void write(JsonGenerator json, Rejection complaint) {
    json.writeStringProperty("type", complaint.type());
    json.writeStringProperty("reason", complaint.reason());
  }
}
