package dev.weir.internal.service.bulk;

import dev.weir.internal.service.bulk.ParseResult.Action;
import dev.weir.internal.service.bulk.ParseResult.Rejection;
import dev.weir.internal.service.source.ItemFault;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/** Writes responses in the format of Elasticsearch. */
final class BulkResponse {

  private static final JsonMapper MAPPER = new JsonMapper();

  private BulkResponse() {}

  /**
   * The response to a request whose documents were saved, except for those with faults. A brief one
   * contains only statuses and errors.
   */
  static byte[] of(List<Action> actions, List<ItemFault> faults, long tookMillis, boolean brief) {
    Map<Integer, ItemFault> byItem = new HashMap<>();
    faults.forEach(fault -> byItem.putIfAbsent(fault.item(), fault));
    return of(actions, action -> rejection(action, byItem), tookMillis, brief);
  }

  /** The response to a well-formed request, each of whose documents is rejected. */
  static byte[] of(List<Action> actions, Rejection rejection) {
    return of(actions, action -> rejection, 0, false);
  }

  private static byte[] of(
      List<Action> actions,
      Function<Action, @Nullable Rejection> rejections,
      long tookMillis,
      boolean brief) {
    List<@Nullable Rejection> rejected = new ArrayList<>();
    actions.forEach(action -> rejected.add(rejections.apply(action)));
    String prefix = newId();
    ByteArrayOutputStream body =
        new ByteArrayOutputStream(64 + actions.size() * (brief ? 32 : 160));
    try (JsonGenerator json = MAPPER.createGenerator(body)) {
      json.writeStartObject();
      json.writeNumberProperty("took", tookMillis);
      json.writeBooleanProperty("errors", rejected.stream().anyMatch(Objects::nonNull));
      json.writeArrayPropertyStart("items");
      for (int i = 0; i < actions.size(); i++) {
        Action action = actions.get(i);
        json.writeStartObject();
        json.writeObjectPropertyStart(action.verb());
        if (!brief) {
          json.writeStringProperty("_index", action.index());
          String id = action.id();
          json.writeStringProperty("_id", id == null ? prefix + "-" + i : id);
        }
        result(json, rejected.get(i), brief);
        json.writeEndObject();
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return body.toByteArray();
  }

  /** The response to a request whose only document was saved. */
  static byte[] of(Action action) {
    String id = action.id() == null ? newId() : action.id();
    Map<String, Object> created = new LinkedHashMap<>();
    created.put("_index", action.index());
    created.put("_id", id);
    created.put("_version", 1);
    created.put("result", "created");
    created.put("_shards", Map.of("total", 1, "successful", 1, "failed", 0));
    return MAPPER.writeValueAsBytes(created);
  }

  /** A generated id, which only needs to be unique. */
  private static String newId() {
    return Long.toString(ThreadLocalRandom.current().nextLong(Long.MAX_VALUE), 36);
  }

  /** The response to a request that is rejected as a whole. */
  static byte[] of(Rejection rejection) {
    Map<String, Object> error = new LinkedHashMap<>();
    Map<String, String> cause = Map.of("type", rejection.type(), "reason", rejection.reason());
    error.put("root_cause", List.of(cause));
    error.putAll(cause);
    return MAPPER.writeValueAsBytes(Map.of("error", error, "status", rejection.status()));
  }

  private static @Nullable Rejection rejection(Action action, Map<Integer, ItemFault> faults) {
    ItemFault fault = action.item() < 0 ? null : faults.get(action.item());
    return fault == null ? action.rejection() : rejection(fault);
  }

  static Rejection rejection(ItemFault fault) {
    return new Rejection(400, "document_parsing_exception", fault.reason());
  }

  private static void result(JsonGenerator json, @Nullable Rejection rejection, boolean brief) {
    if (rejection != null) {
      json.writeNumberProperty("status", rejection.status());
      json.writeObjectPropertyStart("error");
      json.writeStringProperty("type", rejection.type());
      json.writeStringProperty("reason", rejection.reason());
      json.writeEndObject();
      return;
    }
    if (!brief) {
      json.writeNumberProperty("_version", 1);
      json.writeStringProperty("result", "created");
      json.writeName("_shards");
      json.writeRawValue("{\"total\":1,\"successful\":1,\"failed\":0}");
    }
    json.writeNumberProperty("status", 201);
  }
}
