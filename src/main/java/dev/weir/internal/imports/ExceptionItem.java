package dev.weir.internal.imports;

import dev.weir.internal.eql.ImportedRule.RuleException;
import dev.weir.internal.eql.RuleText;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads an exception of Kibana: all of its entries must hold for an event to be left out. */
final class ExceptionItem {

  private ExceptionItem() {}

  /**
   * Reads an exception.
   *
   * @throws IllegalArgumentException if Weir does not support one of its entries
   */
  static RuleException read(JsonNode item) {
    String name = item.path("name").asString("exception").strip();
    List<String> conditions = new ArrayList<>();
    for (JsonNode entry : item.path("entries")) {
      String condition = RuleText.field(entry.path("field").asString("")) + "." + test(entry, name);
      boolean excluded = entry.path("operator").asString("included").equals("excluded");
      conditions.add(excluded ? "!" + condition : condition);
    }
    if (conditions.isEmpty()) {
      throw new IllegalArgumentException("\"" + name + "\" has no entries");
    }
    String reason = item.path("description").asString("").strip();
    return new RuleException(
        name,
        item.path("created_by").asString("unknown"),
        reason.isEmpty() ? name : reason,
        expires(item, name),
        conditions);
  }

  private static String test(JsonNode entry, String name) {
    String type = entry.path("type").asString("");
    List<String> values = new ArrayList<>();
    JsonNode value = entry.path("value");
    if (value.isArray()) {
      value.forEach(one -> values.add(one.asString("")));
    } else {
      values.add(value.asString(""));
    }
    return switch (type) {
      case "match", "match_any" -> "has(" + RuleText.list(values) + ")";
      case "wildcard" -> "likeExact(" + RuleText.list(values) + ")";
      case "exists" -> "present";
      default ->
          throw new IllegalArgumentException(
              "\"" + name + "\" has an entry of the type \"" + type + "\"");
    };
  }

  /** The day on which it expires, at whose start the exclusion ends. */
  private static @Nullable LocalDate expires(JsonNode item, String name) {
    String time = item.path("expire_time").asString("");
    try {
      return time.isEmpty() ? null : Instant.parse(time).atOffset(ZoneOffset.UTC).toLocalDate();
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("\"" + name + "\" has a malformed expire_time", e);
    }
  }
}
