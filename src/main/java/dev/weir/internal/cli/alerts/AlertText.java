package dev.weir.internal.cli.alerts;

import dev.weir.internal.service.triage.AlertRow;
import dev.weir.internal.service.triage.AuditEntry;
import dev.weir.internal.service.triage.Delivery;
import dev.weir.internal.service.triage.TriageStore;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An alert for people: what happened, what they did about it, and what sinks made of it. */
final class AlertText {

  /** A command line can have a megabyte; {@code --format json} shows all of it. */
  private static final int MAX_VALUE = 1_000;

  private static final JsonMapper MAPPER = new JsonMapper();

  private final StringBuilder text = new StringBuilder();

  private AlertText() {}

  static String of(AlertRow alert, TriageStore store) throws IOException {
    AlertText card = new AlertText();
    card.text.append(
        "%s  %s  %s%n".formatted(alert.at(), alert.severity(), AlertTable.cell(alert.rule(), 200)));
    card.field("what", alert.reason());
    card.field("host", alert.hostLabel());
    card.field("user", alert.user());
    card.events(store.document(alert.id()));
    card.field("id", alert.id());
    card.field("state", alert.standing().name().toLowerCase(Locale.ROOT));
    String verdict = alert.verdict().isEmpty() ? "" : ": " + alert.verdict();
    String assignee = alert.assignee().isEmpty() ? "" : ", assigned to " + alert.assignee();
    card.field("status", alert.state() + verdict + assignee);
    for (Delivery one : store.deliveries().of(alert)) {
      String reason = one.reason().isEmpty() ? "" : ": " + one.reason();
      card.field("sink", one.sink() + " " + one.status().word() + reason);
    }
    for (AuditEntry entry : store.history(alert.id())) {
      String detail = entry.detail().isEmpty() ? "" : ": " + entry.detail();
      card.field("history", entry.at() + "  " + entry.who() + "  " + entry.action() + detail);
    }
    return card.text.toString();
  }

  private void events(byte @Nullable [] document) {
    try {
      JsonNode root = MAPPER.readTree(document == null ? new byte[0] : document);
      for (JsonNode event : root.path("weir").path("sequence")) {
        JsonNode process = event.path("process");
        String did =
            process.has("command_line")
                ? string(process.path("command_line"))
                : string(process.path("executable"));
        String to = string(event.path("destination").path("ip"));
        field(
            "event",
            string(event.path("@timestamp")) + "  " + did + (to.isEmpty() ? "" : "  to " + to));
      }
    } catch (JacksonException e) {
      field("event", "the document of the alert cannot be read");
    }
  }

  private static String string(JsonNode node) {
    return node.isArray() && !node.isEmpty() ? node.get(0).asString("") : node.asString("");
  }

  private void field(String name, String value) {
    text.append(String.format("  %-8s %s%n", name, AlertTable.cell(value, MAX_VALUE)));
  }
}
