package dev.weir.internal.service.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.internal.service.store.Refusal;
import dev.weir.internal.service.triage.Action;
import dev.weir.internal.service.triage.AlertJson;
import dev.weir.internal.service.triage.AlertQuery;
import dev.weir.internal.service.triage.AlertRow;
import dev.weir.internal.service.triage.Cursor;
import dev.weir.internal.service.triage.DeliveryRequest;
import dev.weir.internal.service.triage.Histogram;
import dev.weir.internal.service.triage.HostSummary;
import dev.weir.internal.service.triage.TriageStore;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What the API answers. */
final class ApiPages {

  private static final int MAX_ALERTS = 500;
  private static final int MAX_HOSTS = 1_000;
  private static final int MAX_STEPS = 500;
  private static final JsonMapper MAPPER = new JsonMapper();

  private final TriageStore store;

  ApiPages(TriageStore store) {
    this.store = store;
  }

  /** The OpenAPI file. */
  static String description() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(ApiPages.class.getResourceAsStream("openapi.json"))) {
      return new String(in.readAllBytes(), UTF_8).strip();
    }
  }

  ObjectNode get(String path, Request request) throws ApiError, IOException {
    return switch (path) {
      case "alerts" -> alerts(new ApiQuery(request, List.of("before", "limit")));
      case "hosts" -> hosts(new ApiQuery(request, List.of("limit")));
      case "histogram" -> histogram(new ApiQuery(request, List.of("steps")));
      case "refusals" -> refusals();
      default -> {
        String[] parts = path.split("/", -1);
        if (parts.length != 2 || !parts[0].equals("alerts")) {
          throw unknownPage();
        }
        yield AlertJson.whole(known(parts[1]), store);
      }
    };
  }

  private static ApiError unknownPage() {
    return new ApiError(404, "there is no such page; /api/v1/openapi.json describes all");
  }

  private AlertRow known(String id) throws ApiError, IOException {
    @Nullable AlertRow alert = store.alert(id);
    if (alert == null) {
      throw new ApiError(404, "there is no such alert, or it was deleted because of its age");
    }
    return alert;
  }

  private ObjectNode alerts(ApiQuery query) throws IOException {
    int limit = query.number("limit", 100, MAX_ALERTS);
    AlertQuery filters = query.filters();
    List<AlertRow> alerts = store.list(filters, query.before(), limit);
    ObjectNode page = MAPPER.createObjectNode();
    ArrayNode rows = page.putArray("alerts");
    alerts.forEach(alert -> rows.add(AlertJson.row(alert)));
    if (alerts.size() == limit) {
      page.put("next", Cursor.of(alerts.get(limit - 1)).toString());
    } else {
      page.putNull("next");
    }
    int count = store.count(filters);
    page.put("count", count);
    page.put("count_is_exact", count < TriageStore.MAX_COUNT);
    return page;
  }

  private ObjectNode hosts(ApiQuery query) throws IOException {
    ObjectNode page = MAPPER.createObjectNode();
    ArrayNode hosts = page.putArray("hosts");
    for (HostSummary host : store.hosts(query.filters(), query.number("limit", 100, MAX_HOSTS))) {
      hosts
          .addObject()
          .put("host", host.host())
          .put("host_name", host.name())
          .put("alerts", host.alerts())
          .put("rules", host.rules())
          .put("severity", host.severity())
          .put("first", host.first().toString())
          .put("last", host.last().toString());
    }
    return page;
  }

  private ObjectNode histogram(ApiQuery query) throws IOException {
    Histogram histogram = store.histogram(query.filters(), query.number("steps", 100, MAX_STEPS));
    ObjectNode page = MAPPER.createObjectNode();
    page.put("from", Instant.ofEpochMilli(histogram.from()).toString());
    page.put("step_seconds", histogram.step() / 1000.0);
    ArrayNode steps = page.putArray("counts");
    for (int[] counts : histogram.counts()) {
      ObjectNode step = steps.addObject();
      for (int i = 0; i < counts.length; i++) {
        step.put(AlertQuery.SEVERITIES.get(i), counts[i]);
      }
    }
    return page;
  }

  private ObjectNode refusals() throws IOException {
    ObjectNode page = MAPPER.createObjectNode();
    ArrayNode refusals = page.putArray("refusals");
    for (Refusal one : store.deliveries().refusals("")) {
      refusals
          .addObject()
          .put("alert", one.alert())
          .put("sink", one.sink())
          .put("at", one.at().toString())
          .put("reason", one.reason());
    }
    return page;
  }

  ObjectNode post(String path, String user, JsonNode body) throws ApiError, IOException {
    String[] parts = path.split("/", -1);
    if (parts.length != 3 || !parts[0].equals("alerts")) {
      throw unknownPage();
    }
    AlertRow alert = known(parts[1]);
    return switch (parts[2]) {
      case "actions" -> act(alert, user, body);
      case "deliveries" -> request(alert, user, body);
      default -> throw unknownPage();
    };
  }

  private ObjectNode act(AlertRow alert, String user, JsonNode body) throws ApiError, IOException {
    check(body, Set.of("action", "detail"));
    Action action = Action.of(text(body, "action"), text(body, "detail"));
    @Nullable AlertRow after = store.act(alert.id(), user, action);
    return AlertJson.row(after == null ? known(alert.id()) : after);
  }

  private ObjectNode request(AlertRow alert, String user, JsonNode body) throws IOException {
    check(body, Set.of("action", "sink"));
    String word = text(body, "action");
    String sink = text(body, "sink");
    DeliveryRequest.Kind kind =
        Arrays.stream(DeliveryRequest.Kind.values())
            .filter(one -> one.word().equals(word))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("action must be resend or dismiss"));
    String unknown = store.deliveries().unknown(sink);
    if (unknown != null) {
      throw new IllegalArgumentException(unknown);
    }
    int added =
        store.deliveries().request(List.of(new DeliveryRequest(0, kind, alert.id(), sink)), user);
    return MAPPER.createObjectNode().put("requested", added);
  }

  private static void check(JsonNode body, Set<String> known) {
    if (!known.containsAll(body.propertyNames())) {
      throw new IllegalArgumentException("the members are " + String.join(", ", known));
    }
  }

  private static String text(JsonNode body, String name) {
    JsonNode value = body.path(name);
    if (!value.isString() && !value.isMissingNode()) {
      throw new IllegalArgumentException(name + " must be a text");
    }
    return value.asString("");
  }
}
