package dev.weir.internal.service.triage;

import dev.weir.internal.service.store.StoredAlert;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the index keeps of an alert beside its document. */
record AlertColumns(
    long at,
    String kind,
    int severity,
    String rule,
    String host,
    String hostName,
    String user,
    String reason,
    String retracts,
    String words) {

  private static final int MAX_VALUE = 300;
  private static final int MAX_REASON = 2_000;
  private static final int MAX_WORDS = 64 << 10;
  private static final JsonMapper MAPPER = new JsonMapper();

  /** Reads an alert. One whose document cannot be read is still listed. */
  static AlertColumns of(StoredAlert alert) {
    if (alert.document().length == 0) {
      return of(
          alert,
          MAPPER
              .createObjectNode()
              .put("message", "too many were suppressed to keep its document"));
    }
    try {
      return of(alert, MAPPER.readTree(alert.document()));
    } catch (JacksonException e) {
      return of(alert, MAPPER.createObjectNode().put("message", "its document cannot be read"));
    }
  }

  private static AlertColumns of(StoredAlert alert, JsonNode document) {
    JsonNode weir = document.path("weir");
    Set<String> words = new LinkedHashSet<>();
    collect(document.path("message"), words);
    collect(document.path("rule").path("name"), words);
    collect(document.path("related"), words);
    collect(document.path("process"), words);
    collect(weir.path("sequence"), words);
    String kind = weir.has("roll_up") ? "roll-up" : weir.has("alerts") ? "incident" : "alert";
    String rule = text(document.path("rule").path("name"), MAX_VALUE);
    return new AlertColumns(
        time(document.path("@timestamp").asString(""), alert.stored()),
        kind,
        Math.max(0, AlertQuery.SEVERITIES.indexOf(weir.path("severity").asString(""))),
        rule.isEmpty() ? alert.rule() : rule,
        alert.host(),
        text(document.path("host").path("name"), MAX_VALUE),
        text(document.path("user").path("name"), MAX_VALUE),
        text(document.path("message"), MAX_REASON),
        weir.path("retracts").asString(""),
        cut(String.join("\n", words), MAX_WORDS));
  }

  private static long time(String text, Instant otherwise) {
    try {
      return Instant.parse(text).toEpochMilli();
    } catch (DateTimeException e) {
      return otherwise.toEpochMilli();
    }
  }

  /** The first of several values. */
  private static String text(JsonNode node, int max) {
    @Nullable JsonNode first = node.isArray() ? node.get(0) : node;
    return cut(first == null ? "" : first.asString(""), max);
  }

  private static String cut(String text, int max) {
    return text.length() <= max ? text : text.substring(0, max) + "…";
  }

  private static void collect(JsonNode node, Set<String> values) {
    if (node.isContainer()) {
      node.forEach(inner -> collect(inner, values));
    } else if (!node.isNull() && !node.isMissingNode() && !node.isBoolean()) {
      values.add(cut(node.asString(""), MAX_WORDS));
    }
  }
}
