package dev.weir.internal.service.triage;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

/** Alerts of the triage store as JSON, the same on the command line and in the HTTP API. */
public final class AlertJson {

  private static final JsonMapper MAPPER = new JsonMapper();

  private AlertJson() {}

  /** An alert as in a list. */
  public static ObjectNode row(AlertRow alert) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("id", alert.id());
    json.put("time", alert.at().toString());
    json.put("kind", alert.kind());
    json.put("severity", alert.severity());
    json.put("rule", alert.rule());
    json.put("host", alert.host());
    json.put("host_name", alert.hostName());
    json.put("user", alert.user());
    json.put("reason", alert.reason());
    json.put("state", alert.standing().name().toLowerCase(Locale.ROOT));
    json.put("suppressed", alert.suppressed());
    json.put("workflow_status", alert.state());
    json.put("verdict", alert.verdict());
    json.put("assignee", alert.assignee());
    return json;
  }

  /** An alert with all that is known about it. */
  public static ObjectNode whole(AlertRow alert, TriageStore store) throws IOException {
    ObjectNode json = row(alert);
    ArrayNode deliveries = json.putArray("deliveries");
    for (Delivery one : store.deliveries().of(alert)) {
      deliveries
          .addObject()
          .put("sink", one.sink())
          .put("status", one.status().word())
          .put("reason", one.reason());
    }
    ArrayNode history = json.putArray("history");
    for (AuditEntry entry : store.history(alert.id())) {
      history
          .addObject()
          .put("at", entry.at().toString())
          .put("who", entry.who())
          .put("action", entry.action())
          .put("detail", entry.detail());
    }
    byte[] document = store.document(alert.id());
    if (document != null && isObject(document)) {
      json.putRawValue("alert", new RawValue(new String(document, UTF_8)));
    } else {
      json.putNull("alert");
    }
    return json;
  }

  private static boolean isObject(byte[] document) {
    return document.length > 1 && document[0] == '{' && document[document.length - 1] == '}';
  }
}
